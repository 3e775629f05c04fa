// Compares the gateway with its document: no request for an operation gets a status or a media type that the document does not name for
// it, or a problem whose code has no example there. The requests are generated from the document itself.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOME, loggedIn } from './login-client.ts'
import { startSystem, type System } from './system.ts'
import { operationsOf } from './contract.ts'
import { orderFor } from './credentials.ts'
import { type Answered, type FuzzedOperation, requestsFor, type Sending, type Supplies } from './fuzz/requests.ts'
import type { Schema } from './fuzz/schema-values.ts'

/** How many requests each operation gets; `FUZZ_REQUESTS` changes it. All of them take about 15 s on two cores. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 400)
/** How many are sent at once. */
const BATCH_SIZE = 50
const BATCHES = Math.ceil(REQUESTS / BATCH_SIZE)
/** Enough callers that few of them call too often. */
const CALLERS = Math.ceil(REQUESTS / 20)
/** How many payments the first of them has made; each of the others has made one. */
const PAYMENTS = 30

/** Only the tenant leads to a success of these. */
const NEVER_REACHED: ReadonlySet<string> = new Set(['finishLogin', 'acceptBackchannelLogout'])

const document = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as {
  readonly paths: Parameters<typeof operationsOf>[0]['paths']
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
const operations = operationsOf(document) as FuzzedOperation[]

let system: System
let otherTokens: readonly string[]
let session: string
let ids: readonly string[]
beforeAll(async () => {
  system = await startSystem({
    drivers: [{ name: 'fuzz-driver', main: fileURLToPath(new URL('fuzz/driver.ts', import.meta.url)) }],
  })
  otherTokens = await Promise.all(
    [
      { expiresInSeconds: -60 },
      { claims: { aud: 'https://other.example' } },
      { claims: { iss: 'https://evil.example/' } },
      { kind: 'id' },
      { key: 'unlisted' },
      { claims: { scope: '', permissions: [] } },
      { client: 'local-machine', claims: { scope: '' } },
      { claims: { sub: 'anon@1' } },
    ].map(async (order) => await system.mint('client' in order ? order : { user: 'reader@example.com', ...order })),
  )
  session = (await loggedIn(system, { scope: 'read:payments write:payments' })).header
  ids = await makePayments()
})
afterAll(async () => {
  await system.stop()
})

async function send(sendings: readonly Sending[]): Promise<Answered[]> {
  const driver = system.harness.getWorker('fuzz-driver')
  const answer = await driver.fetch('http://driver/', { method: 'POST', body: JSON.stringify(sendings) })
  return (await answer.json()) as Answered[]
}

const subjectOf = (caller: number): string => `auth0|fuzz-${caller}`

async function makePayments(): Promise<string[]> {
  const owners = Array.from({ length: CALLERS }, (_, caller) => caller)
  const sendings = await Promise.all(
    owners.map(async (caller): Promise<Sending> => {
      const claims = { sub: subjectOf(caller), scope: 'write:payments' }
      const token = await system.mint({ user: 'nobody@example.com', claims })
      const headers: [string, string][] = [
        ['authorization', `Bearer ${token}`],
        ['content-type', 'application/json'],
      ]
      const body = JSON.stringify({ amount: 100, currency: 'EUR' })
      return { url: `${HOME}/payments`, method: 'POST', headers, body, isChunked: false }
    }),
  )
  const answers = await send(sendings.flatMap((sending, caller) => Array(caller === 0 ? PAYMENTS : 1).fill(sending)))
  return answers.map(({ text }) => (JSON.parse(text) as { id: string }).id)
}

async function suppliesFor(operation: FuzzedOperation): Promise<Supplies> {
  const { client, claims } = orderFor(operation['x-access'])
  const orders = Array.from({ length: client === undefined ? CALLERS : 1 }, (_, caller) =>
    client === undefined
      ? { user: 'admin@example.com', claims: { ...claims, sub: subjectOf(caller) } }
      : { client, claims: { ...claims } },
  )
  const goodTokens = await Promise.all(orders.map(async (order) => await system.mint(order)))
  // Logging out ends a session for good.
  const own = operation.path.startsWith('/auth/') ? (await loggedIn(system)).header : session
  return { home: HOME, goodTokens, otherTokens, session: own, ids }
}

// Revoking everyone's tokens would refuse every request that comes after.
function isHarmless({ body }: Sending): boolean {
  return body?.includes('"all"') !== true
}

function resolve(reference: string): Schema {
  const schema = document.components.schemas[reference.replace('#/components/schemas/', '')]
  if (schema === undefined) throw new Error(`the document has no ${reference}`)
  return schema
}

/** Describes a difference from the document: a status, a media type, or the code of a problem. */
function undocumented({ responses }: FuzzedOperation, { status, contentType, text }: Answered): string | null {
  const answer = responses[status]
  if (answer === undefined) return `${status}`
  const mediaTypes = Object.keys(answer.content ?? {})
  const mediaType = contentType?.split(';')[0] ?? null
  if (mediaType === null) return mediaTypes.length === 0 ? null : `${status} without a media type`
  if (!mediaTypes.includes(mediaType)) return `${status} ${mediaType}`
  if (mediaType !== 'application/problem+json') return null
  const code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'without a code'
  return Object.hasOwn(answer.content?.[mediaType]?.examples ?? {}, code) ? null : `${status} ${code}`
}

describe.each(operations)('$method $path', (operation) => {
  test(`answers ${REQUESTS} requests with what its document names, and fails at none`, async () => {
    const statuses = new Map<number, number>()
    const requests = requestsFor(operation, await suppliesFor(operation), resolve).filter(isHarmless)
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: BATCH_SIZE, maxLength: BATCH_SIZE }), async (sendings) => {
        const answers = await send(sendings)
        const wrong = answers.flatMap((answer, index) => {
          const said = answer.status >= 500 ? `${answer.status}` : undocumented(operation, answer)
          return said === null ? [] : [{ said, sending: sendings[index], answer }]
        })
        expect(wrong.slice(0, 3)).toEqual([])
        for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }),
      { numRuns: BATCHES, endOnFailure: true },
    )
    // Otherwise nothing was tried.
    const reached = [...statuses.keys()]
    if (operation['x-access'].kind === 'signedBy') {
      // No request here has a signature: signed-contract.ts tries those.
      expect(reached).toContain(401)
      expect(Math.min(...reached)).toBeGreaterThanOrEqual(400)
      return
    }
    if (!NEVER_REACHED.has(operation.operationId)) expect(Math.min(...reached)).toBeLessThan(400)
    if (operation['x-access'].kind !== 'anyone') expect(reached).toEqual(expect.arrayContaining([400, 401, 431]))
    if (operation.requestBody !== undefined) expect(reached).toContain(415)
    expect(statuses.get(429) ?? 0).toBeLessThan(REQUESTS / 4)
  })
})
