// The tools of a gateway with two domains and a service over HTTP: for clients of MCP that we did not write, and in comparison with the same
// requests without MCP.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { env, execPath } from 'node:process'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureCertificate, trustCertificate } from '../../src/cli/dev/certificate.ts'
import { compileContracts, GENERATED } from '../../src/contracts/compile.ts'
import { loadContracts } from '../../src/contracts/load.ts'
import { toolsIn } from '../../src/testing/compiled-tools.ts'
import { bearer, startSystem, type System } from '../../src/testing/system.ts'
import { writeGateway } from '../compiled-gateway.ts'
import { installPackages } from '../installed-packages.ts'
import { FOLDER } from './applications.ts'
import { COVER, type Shelf, shelf, startShelf } from './shelf.ts'
import { countsOf, difference, lineOf, type Result, sendCall, sendPlain, withoutIds } from './tool-comparison.ts'
import { type Arguments, argumentsOf, type Document, plainRequest } from './tool-requests.ts'

const CALLBACK = 'http://127.0.0.1:1/callback'
const SCOPES = 'read:payments write:payments write:search'
/** How many arguments each operation is tried with; `FUZZ_REQUESTS` changes it, and makes others each time. */
const SAMPLES = { numRuns: Number(env['FUZZ_REQUESTS'] ?? 12), ...(env['FUZZ_REQUESTS'] === undefined && { seed: 1 }) }

installPackages(FOLDER)
const files = compileContracts([...(await loadContracts()), shelf])
const tools = toolsIn(files)
const document = JSON.parse(files[`${GENERATED}/openapi.json`] ?? '') as Document

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tools-'))
let system: System
let service: Shelf
let metadata: Server
let clientId: string
let configPath: string
beforeAll(async () => {
  service = await startShelf()
  configPath = writeGateway(files)
  system = await startSystem({ gatewayConfig: configPath, vars: { GATEHOUSE_ORIGIN_SHELF: service.url } })
  const certificate = ensureCertificate(folder)
  trustCertificate(folder, certificate)
  const { certificatePath, keyPath } = certificate
  metadata = createServer({ cert: readFileSync(certificatePath), key: readFileSync(keyPath) }, (_request, response) => {
    response.end(JSON.stringify({ client_id: clientId, client_name: 'Agent', redirect_uris: [CALLBACK] }))
  })
  metadata.listen(0, '127.0.0.1')
  await once(metadata, 'listening')
  clientId = `https://127.0.0.1:${(metadata.address() as AddressInfo).port}/client.json`
})
afterAll(async () => {
  await system?.stop()
  service?.stop()
  metadata?.close()
  for (const made of [folder, dirname(configPath)]) rmSync(made, { recursive: true, force: true })
})

interface Outcome {
  readonly refused: string
  readonly version?: string
  readonly asked: readonly Readonly<Record<string, string>>[]
  readonly tools: readonly { readonly name: string; readonly inputSchema: object }[]
  readonly results: readonly { readonly result?: Result; readonly error?: Readonly<Record<string, unknown>> }[]
}

/** Lets a client log in as a person, list the tools and call some of them. */
async function runClient(
  client: unknown,
  user: string,
  calls: readonly (readonly [string, Arguments])[],
): Promise<Outcome> {
  const child = spawn(execPath, ['mcp-clients.js'], { cwd: `${FOLDER}/apps`, stdio: ['pipe', 'pipe', 'pipe'] })
  let [output, errors] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()))
  child.stdin.end(`${JSON.stringify({ client, gateway: system.url, clientId, callback: CALLBACK, user, calls })}\n`)
  await once(child, 'close')
  if (output === '') throw new Error(`the client wrote nothing: ${errors}`)
  return JSON.parse(output) as Outcome
}

describe.each([
  ['of the MCP Inspector, without a handshake', { pin: '2026-07-28' }, '2026-07-28'],
  ['of the MCP Inspector, with a handshake', 'legacy', '2025-11-25'],
  ['of the AI SDK', 'vercel', undefined],
])('the client %s', (_title, client, version) => {
  test('logs in by the metadata alone, lists the tools of its person, and calls them', async () => {
    const outcome = await runClient(client, 'admin@example.com', [
      ['createPayment', { body: { amount: 1250, currency: 'EUR' } }],
      ['listPayments', { limit: 1 }],
      ['search', { q: 'refund' }],
      ['listBooks', { tag: ['a', 'b'] }],
      ['showCover', { name: 'x' }],
      ['search', { q: '' }],
    ])
    expect(outcome.refused).toBe('UnauthorizedError')
    expect(outcome.version).toBe(version)
    expect(outcome.asked[0]).toMatchObject({ client_id: clientId, resource: `${system.url}/mcp` })
    expect(outcome.tools.map(({ name }) => name)).toEqual(
      tools.map(({ listing }) => listing.name).filter((name) => name !== 'exportDocuments'),
    )
    const [created, listed, found, books, cover, invalid] = outcome.results.map(({ result }) => result)
    expect(created).toMatchObject({ structuredContent: { amount: 1250 }, _meta: { 'gatehouse/status': 201 } })
    expect(listed).toMatchObject({ structuredContent: { payments: [{ amount: 1250 }] } })
    expect(found).toMatchObject({ structuredContent: { results: expect.any(Array) as unknown } })
    expect(books).toMatchObject({ structuredContent: { url: '/shelf/books?tag=a&tag=b' } })
    expect(JSON.stringify(cover)).toContain(COVER.toString('base64'))
    expect(invalid).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('request_invalid') as string }],
    })
  })
})

test('a person sees and calls the tools of their permissions alone', async () => {
  const { tools: listed, results } = await runClient({ pin: '2026-07-28' }, 'nobody@example.com', [
    ['getDocument', { id: 'refunds' }],
    ['listPayments', {}],
  ])
  expect(listed.map(({ name }) => name)).toEqual(['getDocument', 'listBooks', 'search', 'showCover'])
  expect(results[0]?.result).toBeDefined()
  // The client asks for the scope that is missing, and the person does not have it.
  expect(results[1]?.error).toMatchObject({ asked: { scope: expect.stringContaining('read:payments') as string } })
})

test.each(tools.map((tool) => [tool.operationId, tool] as const))(
  'a request and a call have the same answers, counts and lines: %s',
  async (operationId, tool) => {
    const samples = fc
      .sample(argumentsOf(tool), SAMPLES)
      .filter((given) => plainRequest(document, operationId, given) !== null)
    expect(samples.length).toBeGreaterThan(0)
    // A caller of its own, so that no other test has changed what it sees, or has used up its limit.
    const token = bearer(
      await system.mint({ user: 'admin@example.com', scope: SCOPES, claims: { sub: `auth0|${operationId}` } }),
    )
    const send = async (kind: 'rest' | 'call', given: Arguments, index: number) => {
      const headers = { ...token, 'x-request-id': `${kind}-${operationId}-${index}` }
      return kind === 'rest'
        ? await sendPlain(system, document, operationId, given, headers)
        : await sendCall(system, tool.listing.name, given, headers)
    }
    // After this a request that creates or removes something finds what it has made.
    for (const given of samples) await sendPlain(system, document, operationId, given, token)
    const before = await countsOf(system)
    const plain = []
    for (const [index, given] of samples.entries()) plain.push(await send('rest', given, index))
    const between = await countsOf(system)
    const called = []
    for (const [index, given] of samples.entries()) called.push(await send('call', given, index))
    const after = await countsOf(system)
    for (const [index, given] of samples.entries()) {
      const [one, other] = [plain[index], called[index]]
      expect([given, other?.status, other?.isError]).toEqual([given, one?.status, one?.isError])
      if (other?.bytes !== undefined) expect(other.bytes).toBe(one?.bytes)
      else if (one?.text !== '') expect([given, withoutIds(other?.text)]).toEqual([given, withoutIds(one?.text)])
      expect(lineOf(system, `call-${operationId}-${index}"`)).toEqual(lineOf(system, `rest-${operationId}-${index}"`))
    }
    expect(difference(between, after)).toEqual(difference(before, between))
  },
)
