// Describes a request to the project's own code, without the cookies of the gateway's sessions.
import type { Context } from 'hono'
import { NO_TOKEN } from '../../access/index.ts'
import { foreignCookies } from '../../tenant/login/cookies.ts'
import type { AdmittedRequest, OwnRouteRequest, RequestDetails } from '../extension.ts'
import type { RequestContext, RouteRow } from '../handler.ts'
import { carriesOurCookie, withoutOurCookies } from '../session/authenticated-request.ts'

/** Describes any request, for `onResponse`. The copy of its head is made when it is first read. */
export function anyRequest(c: Context, context: RequestContext, request: Request): RequestDetails {
  const { row, verdict } = context
  let head: Request | undefined
  return {
    get request() {
      return (head ??= headOf(request, context))
    },
    ...idsOf(c, context),
    operationId: row?.operationId ?? null,
    access: row?.access ?? null,
    principal: verdict?.principal ?? null,
  }
}

/** Describes an accepted request, for `onRequest`. The copy of its head is made when it is first read. */
export function admittedRequest(c: Context, context: RequestContext, row: RouteRow, request: Request): AdmittedRequest {
  let head: Request | undefined
  return {
    get request() {
      return (head ??= headOf(request, context))
    },
    ...idsOf(c, context),
    ...admissionOf(context, row),
  }
}

/** Describes a request to one of the project's own routes, for its handler: with its body. */
export function ownRouteRequest(c: Context, context: RequestContext, row: RouteRow, request: Request): OwnRouteRequest {
  return {
    request: carriesOurCookie(request, context.cookieNames) ? withoutOurCookies(request, context.cookieNames) : request,
    ...idsOf(c, context),
    ...admissionOf(context, row),
    params: c.req.param(),
  }
}

function idsOf(c: Context, { requestId, traceId, row }: RequestContext) {
  return {
    requestId,
    traceId,
    service: row?.service ?? null,
    env: c.env as Cloudflare.Env,
    waitUntil: (work: Promise<unknown>) => c.executionCtx.waitUntil(work),
  }
}

function admissionOf({ verdict }: RequestContext, { operationId, access }: RouteRow) {
  return { operationId, access, principal: (verdict ?? NO_TOKEN).principal }
}

// A hook that read the body would take it from the service, and one that changed a header would change what the service gets.
function headOf(request: Request, { cookieNames }: RequestContext): Request {
  const { url, method, cf } = request
  const headers = new Headers(request.headers)
  if (carriesOurCookie(request, cookieNames)) {
    const others = foreignCookies(headers.get('cookie') ?? '', cookieNames)
    if (others === null) headers.delete('cookie')
    else headers.set('cookie', others)
  }
  return new Request(url, { method, headers, ...(cf !== undefined && { cf }) })
}
