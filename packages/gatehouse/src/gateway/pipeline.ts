// Runs the steps of every request: it is identified, accepted or refused, counted, answered and recorded.
import type { Context } from 'hono'
import { anyone, type Judgement, NO_TOKEN, type SignedByPolicy, tokenNeed } from '../access/index.ts'
import { BODY_MAX_BYTES } from '../http/limits.ts'
import { systemClock } from '../http/clock.ts'
import { setDataHeaders } from '../http/data-headers.ts'
import { REQUEST_ID_HEADER } from '../http/header-names.ts'
import { traceIdOfSpan, tracedSpan } from '../http/trace-span.ts'
import { PROBLEM_CODE_HEADER, problemResponse } from '../problem/problem.ts'
import type { CallCounter } from './edge/rate-limits.ts'
import type { CloudflareDetector } from './edge/request-identity.ts'
import { type AdmittedWebhook, type WebhookDependencies, webhookGate } from './edge/signed-webhooks.ts'
import type { GatewaySettings } from './settings.ts'
import { withSocketToken } from './edge/socket-token.ts'
import type { Answer, GatewayHooks, RequestContext, RouteRow } from './handler.ts'
import type { Tenant } from './tenant-types.ts'
import { type AuthenticatedRequest, carriesOurCookie, completeAnswer } from './session/authenticated-request.ts'
import { authenticateSession } from './session/session-auth.ts'
import { placeOf } from './telemetry/place.ts'
import type { Recorder } from './telemetry/recorder.ts'
import { describeRootSpan } from './telemetry/root-span.ts'

/** The message of an MCP client. */
export interface JudgedMessage {
  readonly request: Request
  /** What was found about its token before it was read; `null` when it has none. */
  readonly judgement: Judgement | null
}

/** The dependencies of the pipeline. */
export interface PipelineDependencies {
  readonly tenant: Pick<Tenant, 'exchange' | 'gate' | 'login' | 'settings'>
  readonly counter: CallCounter
  readonly recorder: Recorder
  readonly cloudflare: CloudflareDetector
  readonly webhooks: WebhookDependencies
  /** The project's hooks; none by default. */
  readonly hooks?: GatewayHooks | undefined
  readonly settings: GatewaySettings
  /** The module `cloudflare:workers`, which has the platform's `tracing`; the execution context has it by default. */
  readonly runtime?: object
  /** Whether the sessions of browsers are accepted; they are by default. */
  readonly readsSessions?: boolean
  /** The message that each request came with which its client did not send itself: its token and its proof are judged with that. */
  readonly messages?: WeakMap<Request, JudgedMessage> | undefined
  /** Shows a refusal in place of its document. */
  readonly showRefusal?: (problem: Response, request: Request) => Promise<Response>
}

/**
 * Creates the handler of a route.
 *
 * @param row `null` for requests that match no route: `answer` refuses them
 * @param answer answers the accepted requests
 */
export function serve(
  row: RouteRow | null,
  answer: Answer,
  dependencies: PipelineDependencies,
): (c: Context) => Promise<Response> {
  const {
    tenant,
    counter,
    recorder,
    cloudflare,
    webhooks,
    settings,
    runtime,
    messages,
    showRefusal,
    hooks = {},
  } = dependencies
  const { resource } = tenant.settings
  const { exchange } = tenant
  const { cookieNames } = tenant.login
  const { refusals, webSocketSubprotocol } = settings
  const access = row?.access ?? anyone
  const rate = row?.rate ?? 'standard'
  // The routes of login read our cookies themselves, and a page of ours has no use for them.
  const needsToken = tokenNeed(access) !== 'ignored'
  const readsSessions = dependencies.readsSessions !== false && row !== null && (row.service !== null || needsToken)
  const admitSigned = access.kind === 'signedBy' ? lazyWebhookGate(access, row, webhooks) : null
  const { onRequest, onResponse } = hooks
  // The gateway has recorded the login of a session already.
  const { verified } = recorder
  const refuse = async (
    problem: unknown,
    { requestId, platformTraceId }: RequestContext,
    request: Request,
  ): Promise<Response> => {
    const address = messages?.get(request)?.request.url ?? request.url
    const terms = platformTraceId === null ? refusals : { ...refusals, traceId: platformTraceId }
    const response = problemResponse(problem, requestId, resource ?? address, terms)
    return showRefusal === undefined ? response : await showRefusal(response, request)
  }
  return async (c) => {
    const startedAt = systemClock.now()
    const { raw } = c.req
    const message = messages?.get(raw)
    const identity = cloudflare.identify(raw)
    const { requestId, inspection, isBehindCloudflare } = identity
    const caller = { request: raw, isBehindCloudflare }
    const background = c.executionCtx
    const span = tracedSpan(runtime ?? background)
    const platformTraceId = traceIdOfSpan(span)
    const context: RequestContext = {
      ...identity,
      startedAt,
      method: raw.method,
      row,
      cookieNames,
      verdict: null,
      platformTraceId,
      sid: null,
      background,
      exchange,
    }
    let response: Response
    let authenticated: AuthenticatedRequest | null = null
    let webhook: AdmittedWebhook | null = null
    let isCounted = false
    try {
      const catchingUp = exchange.keepUp(startedAt, background)
      if (catchingUp !== undefined && (needsToken || inspection.hasCookies)) await catchingUp
      // The token of a message is judged: an argument of it brings no other one.
      const mayBringToken = inspection.hasProtocols && message === undefined
      const received = mayBringToken ? withSocketToken(raw, webSocketSubprotocol) : raw
      if (readsSessions && inspection.hasCookies && carriesOurCookie(received, cookieNames)) {
        authenticated = await authenticateSession(received, access, tenant.login, background, async (request) =>
          // The signature of a webhook is verified below. It takes no session.
          admitSigned === null ? await tenant.gate.admit(access, request, background) : NO_TOKEN,
        )
        context.sid = authenticated.sid
        if (authenticated.refusal !== null) throw authenticated.refusal
      }
      if (admitSigned !== null) webhook = await admitSigned(authenticated?.request ?? received)
      const verdict =
        webhook === null
          ? (authenticated?.verdict ??
            (await tenant.gate.admit(access, message?.request ?? received, background, verified, message?.judgement)))
          : NO_TOKEN
      context.verdict = verdict
      isCounted = rate !== 'refusals'
      if (rate !== 'none') await counter.countCall(rate, verdict.principal, caller)
      const admitted = webhook?.request ?? authenticated?.request ?? received
      const early = onRequest === undefined || row === null ? null : await onRequest(c, context, row, admitted)
      response = early ?? (await answer(c, context, admitted))
      // The response of a service is not changed here. The service has set its id.
      if (row?.service === null) {
        response.headers.set(REQUEST_ID_HEADER, requestId)
        setDataHeaders(response.headers)
      }
    } catch (error) {
      const problem = isCounted ? error : await counter.countRefusal(rate, error, caller)
      response = await refuse(problem, context, raw)
    }
    if (onResponse !== undefined) {
      try {
        response = await onResponse(c, context, raw, response)
      } catch (error) {
        response = await refuse(error, context, raw)
      }
    }
    if (authenticated !== null) response = completeAnswer(authenticated, response)
    const { status } = response
    if (webhook !== null && status >= 400) background.waitUntil(webhook.release())
    const code = status >= 400 ? response.headers.get(PROBLEM_CODE_HEADER) : null
    if (span !== null) describeRootSpan(span, context, { code })
    recorder.record(context, { status, code, millis: systemClock.now() - startedAt }, background, placeOf(raw))
    return response
  }
}

function lazyWebhookGate(
  access: SignedByPolicy,
  row: RouteRow | null,
  webhooks: WebhookDependencies,
): (request: Request) => Promise<AdmittedWebhook> {
  let admit: ((request: Request) => Promise<AdmittedWebhook>) | undefined
  return async (request) => {
    const { operationId = '', bodyMaxBytes = BODY_MAX_BYTES } = row ?? {}
    const route = { operationId, bodyMaxBytes }
    return await (admit ??= webhookGate(access, route, webhooks))(request)
  }
}
