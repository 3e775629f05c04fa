// Does one part of what the gateway does to every request, so many times in a row, so that its instructions can be counted from outside.
import {
  Gate,
  type Principal,
  scopes,
  type TrustDocument,
  type TrustSource,
  withTimeLimit,
} from '../../../packages/gatehouse/src/access/index.ts'
import { limitBody } from '../../../packages/gatehouse/src/gateway/edge/body-limit.ts'
import { CallCounter, type RateLimiter } from '../../../packages/gatehouse/src/gateway/edge/rate-limits.ts'
import { Recorder } from '../../../packages/gatehouse/src/gateway/telemetry/recorder.ts'
import { SubjectHash } from '../../../packages/gatehouse/src/gateway/edge/subject-hash.ts'
import { withSocketToken } from '../../../packages/gatehouse/src/gateway/edge/socket-token.ts'
import { identifyRequest } from '../../../packages/gatehouse/src/gateway/edge/request-identity.ts'
import { sanitizeRequest } from '../../../packages/gatehouse/src/gateway/edge/sanitize-request.ts'
import { cookieNamesOf } from '../../../packages/gatehouse/src/tenant/login/cookies.ts'
import type { RequestContext } from '../../../packages/gatehouse/src/gateway/handler.ts'
import { systemClock } from '../../../packages/gatehouse/src/http/clock.ts'
import { listItems } from './measured-route.ts'

interface PartsEnv {
  readonly TRUST: string
  readonly RATE_LIMIT: RateLimiter
}

const recorder = new Recorder(new SubjectHash('bench'), undefined)
const policy = scopes('read:bench')
const outcome = { status: 200, code: null, millis: 1 }
const READ = ['cf-connecting-ip', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'authorization']
const ANSWER_HEADERS = [
  ['x-content-type-options', 'nosniff'],
  ['x-request-id', '8f1c2d3e4f5a6b7c'],
  ['cache-control', 'no-store'],
  ['server-timing', 'keys;desc="memory", token;desc="remembered"'],
] as const
// Nothing is revoked.
const exchange: RequestContext['exchange'] = {
  periodMillis: 0,
  keepUp: () => undefined,
  isRevoked: () => false,
}
let gate: Gate | null = null

function timedOut(): Error {
  return new Error('the time limit has passed')
}

function gateOf({ TRUST }: PartsEnv): Gate {
  const trust = async (): Promise<TrustDocument> => JSON.parse(TRUST) as TrustDocument
  const source: TrustSource = { trust, refresh: trust }
  const observer = { adopted: () => undefined, failed: () => undefined }
  return new Gate({ source, clock: systemClock, observer, binding: { mode: 'allowed', replay: null } })
}

// What a new token can't do without: its signature, and its header and its claims as JSON.
async function verification(request: Request, { TRUST }: PartsEnv): Promise<() => Promise<boolean>> {
  const [header = '', claims = '', signature = ''] = (request.headers.get('authorization') ?? '').slice(7).split('.')
  const { keySets } = JSON.parse(TRUST) as TrustDocument
  const texts = [header, claims].map((part) => new TextDecoder().decode(bytesOf(part)))
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const { kid } = JSON.parse(texts[0] ?? '') as { readonly kid: string }
  const jwk = keySets[0]?.keys.find((one) => one.kid === kid)
  if (jwk === undefined) throw new TypeError('no key of the token')
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify'])
  const data = new TextEncoder().encode(`${header}.${claims}`)
  const bytes = bytesOf(signature)
  return async () => {
    for (const text of texts) JSON.parse(text)
    const holds = await crypto.subtle.verify(algorithm, key, bytes, data)
    if (!holds) throw new Error('the signature does not hold')
    return holds
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  )
}

// What the runtime takes for the calls that a gateway can't do without.
function runtimeCalls(request: Request, verify: () => Promise<boolean>): Readonly<Record<string, () => unknown>> {
  const { headers } = request
  const answer = new Headers()
  const line = `{"level":"info","text":"${'.'.repeat(270)}"}`
  return {
    names: () => [...headers.keys()].length,
    read: () => READ.map((name) => headers.get(name)),
    timer: () => clearTimeout(setTimeout(() => undefined, 30_000)),
    line: () => console.info(line),
    answer: () => {
      for (const [name, value] of ANSWER_HEADERS) answer.set(name, value)
    },
    copy: () => new Headers(headers),
    verify,
  }
}

export default {
  async fetch(request: Request, env: PartsEnv, ctx: ExecutionContext): Promise<Response> {
    const { searchParams } = new URL(request.url)
    const count = Number(searchParams.get('count'))
    gate ??= gateOf(env)
    const verdict = await gate.admit(policy, request, ctx)
    const principal: Principal = verdict.principal
    const identity = identifyRequest(request, true)
    const counter = new CallCounter(() => env.RATE_LIMIT)
    const context: RequestContext = {
      ...identity,
      startedAt: Date.now(),
      method: 'GET',
      row: listItems,
      cookieNames: cookieNamesOf(),
      verdict,
      platformTraceId: null,
      sid: null,
      background: ctx,
      exchange,
    }
    const subject = gate
    const parts: Readonly<Record<string, () => unknown>> = {
      nothing: () => undefined,
      headers: () => sanitizeRequest(request, identifyRequest(request, true)),
      socket: () => withSocketToken(request),
      body: () => limitBody(request, 1_048_576),
      rate: () => counter.countCall('standard', principal, { request, isBehindCloudflare: true }),
      log: () => recorder.record(context, outcome, ctx),
      time: () => withTimeLimit(Promise.resolve(), 30_000, systemClock, timedOut),
      token: () => subject.admit(policy, request, ctx),
      ...runtimeCalls(request, await verification(request, env)),
    }
    const part = parts[searchParams.get('part') ?? '']
    if (part === undefined) return new Response('no such part', { status: 400 })
    // Awaited only when it must be, as in the gateway.
    for (let index = 0; index < count; index++) {
      const work = part()
      if (work instanceof Promise) await work
    }
    return new Response()
  },
} satisfies ExportedHandler<PartsEnv>
