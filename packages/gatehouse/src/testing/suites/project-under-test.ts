// The project that the suites run over: its compiled routes, and one running system that they all share.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
import { isSignatureScheme } from '../../access/index.ts'
import { GENERATED } from '../../contracts/compile.ts'
import type { GatewayTable, RouteRow } from '../../gateway/handler.ts'
import { unpackTable } from '../../gateway/packed-routes.ts'
import { readConfig } from '../../project/config-files.ts'
import { PROBLEM_MEDIA_TYPE } from '../../problem/problem.ts'
import { domainWorkers } from '../../project/workers.ts'
import { filledIn, METHODS_WITH_BODY, type Operation, operationsOf } from '../contract.ts'
import { alternativesOf, mintOf, orderFor, partsOf } from '../credentials.ts'
import { signWebhook, webhookSecret } from '../sign-webhook.ts'
import { startSystem, type System } from '../system.ts'

const EVENT_STREAM = 'text/event-stream'
/** The body of every call. */
const BODY = '{}'

type Init = NonNullable<Parameters<System['fetch']>[1]>
type Headers = Readonly<Record<string, string>>

/** A project, and its running system: what a suite of `gatehouse/testing` takes. */
export interface ProjectUnderTest {
  /** The system, in a test or a hook. */
  readonly system: () => System
  /** The operations of its OpenAPI document. */
  readonly operations: readonly Operation[]
  /** The rows of its gateway, by operationId. */
  readonly rows: ReadonlyMap<string, RouteRow>
  readonly table: GatewayTable
  /** The scopes and permissions of its contracts. */
  readonly permissions: readonly string[]
  /** Its domains, each with the name of its Worker. */
  readonly domains: readonly { readonly name: string; readonly workerName: string }[]
}

/** The part of a response that the suites check. */
export interface ProjectAnswer {
  readonly status: number
  /** The code of a problem document; `null` for any other response. */
  readonly code: string | null
  readonly challenge: string | null
  readonly headers: { get(name: string): string | null }
  readonly text: string
}

/** Sends a request to a path of the gateway, or of one domain without the gateway. */
export type Send = (path: string, init?: Init) => Promise<ProjectAnswer>

/**
 * Starts the system of a project before the tests of a file, and stops it after them. The suites of a file share it. When a test fails, it
 * prints what happened in the system.
 *
 * @param root the folder of the project
 *
 * @example
 * // test/outage.system.test.ts
 * import { describeOutage, useProject } from 'gatehouse/testing'
 *
 * describeOutage(useProject())
 */
export function useProject(root = '.'): ProjectUnderTest {
  const generated = resolve(root, GENERATED)
  const read = (file: string): unknown => JSON.parse(readFileSync(join(generated, file), 'utf8'))
  const { TABLE } = createRequire(import.meta.url)(join(generated, 'table.ts')) as { TABLE: GatewayTable }
  const table = unpackTable(TABLE)
  let system: System
  beforeAll(async () => {
    system = await startSystem({ root })
  })
  beforeEach(() => {
    onTestFailed(() => system.harness.debug())
  })
  afterAll(async () => {
    await system?.stop()
  })
  return {
    system: () => system,
    operations: operationsOf(read('openapi.json') as Parameters<typeof operationsOf>[0]),
    rows: new Map(table.routes.map((row) => [row.operationId, row])),
    table,
    permissions: Object.keys(read('permissions.json') as object),
    domains: domainWorkers(root).map((worker) => ({
      name: worker.name,
      workerName: String(readConfig(worker, 'test', root)['name']),
    })),
  }
}

/**
 * The operations of the project at the gateway: those of its services, those of `src/contract.ts`, and `GET /me`, which every gateway has and
 * which needs a token.
 */
export function gatewayOperationsOf({ operations, rows, table }: ProjectUnderTest): readonly Operation[] {
  return operations.filter(({ operationId, path }) => {
    const row = rows.get(operationId)
    const isOwn = row !== undefined && (row.service !== null || (table.ownOperations ?? []).includes(operationId))
    return isOwn || path === '/me'
  })
}

/** The operations of a service. */
export function operationsOfService({ operations, rows }: ProjectUnderTest, service: string): readonly Operation[] {
  return operations.filter(({ operationId }) => rows.get(operationId)?.service === service)
}

/** The audience of a domain that gets tokens of its own, as a claim; none for any other domain. */
export function audienceOf({ table }: ProjectUnderTest, domain: string): { readonly aud?: string } {
  const exchange = table.services.find(({ name }) => name === domain)?.exchange
  return exchange === undefined ? {} : { aud: exchange.audience }
}

/** Returns whether an operation refuses a request without a token. */
export function isGuarded({ 'x-access': access }: Operation): boolean {
  return !['anyone', 'guest', 'signedBy'].includes(access.kind)
}

/** The headers of a webhook that an operation accepts, signed for the body of {@link call}; `null` for any other operation. */
export function signatureFor({ 'x-access': { secret = '', scheme } }: Operation): Headers | null {
  return isSignatureScheme(scheme) ? signWebhook(scheme, webhookSecret(secret), BODY) : null
}

/** The title of an operation in a report of tests. */
export function titleOf({ method, path }: Operation): string {
  return `${method} ${path}`
}

/** Defines a test for each of these operations, of which a project may have none. @param sentence what stands behind its title */
export function testEach(
  operations: readonly Operation[],
  sentence: string,
  run: (operation: Operation) => Promise<void>,
): void {
  for (const operation of operations) test(`${titleOf(operation)} ${sentence}`, () => run(operation))
}

/** Sends requests to the gateway. */
export function atGateway({ system }: ProjectUnderTest): Send {
  return async (path, init) => await answerOf(await system().fetch(path, { redirect: 'manual', ...init }))
}

/** Sends requests to a domain, without the gateway. */
export function pastGateway(
  { system }: ProjectUnderTest,
  { name, workerName }: ProjectUnderTest['domains'][number],
): Send {
  return async (path, init) => {
    const worker = system().harness.getWorker(workerName)
    return await answerOf(await worker.fetch(`https://${name}.internal${path}`, { redirect: 'manual', ...init }))
  }
}

async function answerOf(answer: Awaited<ReturnType<System['fetch']>>): Promise<ProjectAnswer> {
  const type = answer.headers.get('content-type')
  // A live view does not end: its own tests check its content.
  const isLive = type === EVENT_STREAM
  if (isLive) await answer.body?.cancel()
  const text = isLive ? '' : await answer.text()
  const problem =
    type === PROBLEM_MEDIA_TYPE && text !== '' ? (JSON.parse(text) as { code: string; status: number }) : null
  if (problem !== null) expect(problem.status).toBe(answer.status)
  return {
    status: answer.status,
    code: problem?.code ?? null,
    challenge: answer.headers.get('www-authenticate'),
    headers: answer.headers,
    text,
  }
}

let callers = 0

/**
 * The header with an address that no other call has (RFC 3849 §2). The gateway counts calls without a good token by their address, in networks of
 * 64 bits, and the suites send more than a limit allows.
 */
export function newAddress(): { 'cf-connecting-ip': string } {
  callers += 1
  return { 'cf-connecting-ip': `2001:db8:${(callers >> 16).toString(16)}:${(callers & 0xffff).toString(16)}::1` }
}

/** Calls an operation. Its parameters are `none`, and a body is `{}`. */
export async function call(
  send: Send,
  operation: Operation,
  headers: Headers,
  more: Init = {},
): Promise<ProjectAnswer> {
  const hasBody = METHODS_WITH_BODY.includes(operation.method)
  return await send(pathOf(operation), {
    method: operation.method,
    ...(hasBody && { body: BODY }),
    ...more,
    headers: { ...newAddress(), ...(hasBody && { 'content-type': mediaTypeOf(operation) }), ...headers },
  })
}

/** The path of an operation, with its parameters filled in. */
export function pathOf({ path }: Operation): string {
  return filledIn(path)
}

/** The first media type that an operation takes. */
export function mediaTypeOf({ requestBody }: Operation): string {
  return Object.keys(requestBody?.content ?? {}).find((type) => !type.includes('*')) ?? 'application/json'
}

/**
 * Makes a token that an operation accepts, of a subject that no other token has.
 *
 * @param subject a word for the subject
 * @param claims more claims
 */
export async function tokenFor(
  { system }: ProjectUnderTest,
  { 'x-access': access }: Operation,
  subject: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const [policy = access] = alternativesOf(access)
  const isMachine = partsOf(policy).some(({ kind }) => kind === 'machine')
  const own = isMachine ? { sub: `${subject}@clients`, azp: subject } : { sub: `auth0|${subject}` }
  return await mintOf(system)(orderFor(policy, undefined, { claims: { ...own, ...claims } }))
}
