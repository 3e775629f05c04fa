// The clients of the soak: each sends one request after the other, of every kind, and keeps the account of it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account, End } from './account.ts'
import { OWNERS, pick, type SoakToken, type Tokens } from './tokens.ts'

/** A payment that a client wants to make. */
export interface PlannedPayment {
  readonly owner: number
  /** Its idempotency key, which is its description too: so it can be found again. */
  readonly name: string
  /** The id that it was acknowledged with; `null` as long as no answer said it. */
  id: string | null
}

/** What the clients share. */
export interface SoakRun {
  readonly url: string
  readonly account: Account
  readonly tokens: Tokens
  readonly planned: PlannedPayment[]
  isOver: boolean
}

/** What is right while something may be broken on purpose: never a lie about the token. */
const OUTAGES: readonly End[] = [502, 503, 504]
/** How long a client waits for an answer. */
const CLIENT_TIMEOUT_MILLIS = 3_000
/** How long after its key was revoked a token may still pass: the soft age, and a cool-down if the tenant was just asked. */
const REVOKED_GRACE_MILLIS = 65_000
const ATTEMPTS_MAX = 4
const OVERSIZE_PIECES = 5
const PIECE_BYTES = 262_144

/** One client, until the run is over. */
export async function runClient(run: SoakRun): Promise<void> {
  while (!run.isOver) await pick(TRAFFIC)(run)
}

const TRAFFIC: readonly ((run: SoakRun) => Promise<void>)[] = [
  list,
  list,
  list,
  list,
  pay,
  pay,
  search,
  search,
  search,
  withBadToken,
  withBadToken,
  withNarrowToken,
  withoutToken,
  requestUnknownPath,
  listAndHangUp,
  payWithOversizeBody,
]

async function list(run: SoakRun): Promise<void> {
  const token = run.tokens.good()
  await send(run, 'list, good token', '/payments', bearer(token), (sentAt) => [
    ...passing(token, 200, sentAt),
    ...OUTAGES,
  ])
}

// As a careful client does: the same key until an answer says what became of it.
async function pay(run: SoakRun): Promise<void> {
  const owner = Math.floor(Math.random() * OWNERS)
  const plan: PlannedPayment = { owner, name: crypto.randomUUID(), id: null }
  run.planned.push(plan)
  for (let attempt = 0; attempt < ATTEMPTS_MAX && plan.id === null; attempt++) {
    const token = run.tokens.good(owner)
    const init = payment(plan, token, Math.random() < 0.1 ? hangUpWithin(30) : undefined)
    const answer = await send(run, 'pay, good token', '/payments', init, (sentAt) => [
      ...passing(token, 201, sentAt),
      ...OUTAGES,
      'hung up',
    ])
    if (answer?.status === 201) plan.id = (JSON.parse(answer.text) as { id: string }).id
  }
}

/** The request that makes a payment. */
export function payment(
  { name }: PlannedPayment,
  token: SoakToken,
  signal?: AbortSignal,
): RequestInit & { readonly body: string } {
  return {
    method: 'POST',
    headers: { ...bearer(token).headers, 'content-type': 'application/json', 'idempotency-key': name },
    body: JSON.stringify({ amount: 100, currency: 'EUR', description: name }),
    ...(signal && { signal }),
  }
}

async function search(run: SoakRun): Promise<void> {
  await send(run, 'search, no token', '/search?q=token', {}, () => [200, ...OUTAGES, 'hung up'])
}

async function withBadToken(run: SoakRun): Promise<void> {
  const { kind, token } = run.tokens.bad()
  await send(run, kind, '/payments', { headers: { authorization: `Bearer ${token}` } }, () => [401, 503])
}

async function withNarrowToken(run: SoakRun): Promise<void> {
  const init = { headers: { authorization: `Bearer ${run.tokens.narrow()}` } }
  // The key of this one may have been revoked as well.
  await send(run, 'a token without the scope', '/payments', init, () => [401, 403, 503])
}

async function withoutToken(run: SoakRun): Promise<void> {
  await send(run, 'no token', '/payments', {}, () => [401])
}

async function requestUnknownPath(run: SoakRun): Promise<void> {
  await send(run, 'an unknown path', `/${crypto.randomUUID()}`, {}, () => [404])
}

async function listAndHangUp(run: SoakRun): Promise<void> {
  const token = run.tokens.good()
  const init = { ...bearer(token), signal: hangUpWithin(20) }
  await send(run, 'list, hung up soon', '/payments?limit=100', init, (sentAt) => [
    ...passing(token, 200, sentAt),
    ...OUTAGES,
    'hung up',
  ])
}

async function payWithOversizeBody(run: SoakRun): Promise<void> {
  const token = run.tokens.good()
  const plan: PlannedPayment = { owner: token.owner, name: `too much ${crypto.randomUUID()}`, id: null }
  const { body, ...init } = payment(plan, token)
  const pieces = [body, ...Array.from({ length: OVERSIZE_PIECES }, () => ' '.repeat(PIECE_BYTES))]
  const stream = ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)))
  const oversize = { ...init, body: stream, duplex: 'half' } as RequestInit
  // The connection may be closed before all of it is sent: then the answer is lost on the way.
  await send(run, 'a body that is too large', '/payments', oversize, (sentAt) => [
    ...passing(token, 413, sentAt),
    ...OUTAGES,
    'broken off',
  ])
}

/** Sends a request, reads its answer and writes down what became of it. @param allowed asked when it has ended */
export async function send(
  { url, account }: Pick<SoakRun, 'url' | 'account'>,
  kind: string,
  path: string,
  init: RequestInit,
  allowed: (sentAt: number) => readonly End[],
): Promise<{ readonly status: number; readonly text: string } | null> {
  account.send()
  const sentAt = Date.now()
  const timeout = AbortSignal.timeout(CLIENT_TIMEOUT_MILLIS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  try {
    const answer = await fetch(`${url}${path}`, { ...init, signal })
    const text = await answer.text()
    // Whatever the gateway answers has an id. Without one it is the development server in front of it, whose connection was closed.
    const end = answer.headers.has('x-request-id') ? answer.status : 'broken off'
    account.end(kind, end, allowed(sentAt), text)
    return { status: answer.status, text }
  } catch {
    const end = signal.aborted ? 'hung up' : 'broken off'
    account.end(kind, end, timeout.aborted ? [...allowed(sentAt), 'hung up'] : allowed(sentAt))
    if (end === 'broken off') await sleep(10)
    return null
  }
}

function hangUpWithin(millis: number): AbortSignal {
  return AbortSignal.timeout(Math.floor(Math.random() * millis))
}

// A token whose key was revoked passes for a little while, and then never again.
function passing({ revokedAt }: SoakToken, status: number, sentAt: number): readonly End[] {
  if (revokedAt === null) return [status]
  return sentAt - revokedAt < REVOKED_GRACE_MILLIS ? [status, 401] : [401]
}

/** The header of a token. */
export function bearer({ token }: SoakToken): { readonly headers: { readonly authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } }
}
