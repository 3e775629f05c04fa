// Does one part of what the gateway does to every request, so many times in a row, so that its CPU time can be read from outside:
// a Worker's own clock stands still while it computes.
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
