// Calls the hooks of a project. A hook cannot weaken the gateway's decision: one may refuse or answer, the other may add headers.
import type { Context } from 'hono'
import { PROBLEM_CODE_HEADER } from '../../problem/problem.ts'
import type { Hooks, OnRequest, OnResponse } from '../extension.ts'
import type { GatewayHooks, RequestContext, RouteRow } from '../handler.ts'
import { addHeaders } from './added-headers.ts'
import { ownResponse } from './own-response.ts'
import { admittedRequest, anyRequest } from './request-details.ts'

/**
 * Defines the hooks of a gateway: what is called with each request and with each response. Without it none of this is in the bundle of the
 * gateway.
 *
 * @example
 * // src/hooks.ts
 * import { defineHooks } from 'gatehouse'
 * import { ProblemError } from 'gatehouse/problem'
 *
 * export const hooks = defineHooks({
 *   onRequest: ({ principal }) => {
 *     if (principal.organization === 'org_9ybsU1dN2dKfDkBi') throw new ProblemError('organization_required')
 *   },
 *   onResponse: (_request, { status }) => (status < 400 ? { 'x-region': 'eu' } : undefined),
 * })
 */
export function defineHooks({ onRequest, onResponse }: Hooks): GatewayHooks {
  return {
    onRequest: onRequest && ((...received) => callOnRequest(onRequest, ...received)),
    onResponse: onResponse && ((...answered) => callOnResponse(onResponse, ...answered)),
  }
}

async function callOnRequest(
  onRequest: OnRequest,
  c: Context,
  context: RequestContext,
  row: RouteRow,
  request: Request,
): Promise<Response | null> {
  const answer = await onRequest(admittedRequest(c, context, row, request))
  return answer === undefined ? null : ownResponse(answer, context, 'onRequest')
}

async function callOnResponse(
  onResponse: OnResponse,
  c: Context,
  context: RequestContext,
  request: Request,
  response: Response,
): Promise<Response> {
  const { status } = response
  try {
    const headers = new Headers(response.headers)
    const code = status >= 400 ? headers.get(PROBLEM_CODE_HEADER) : null
    const added = await onResponse(anyRequest(c, context, request), { status, headers, code })
    if (added === undefined || status === 101) return response
    const extended = new Headers(response.headers)
    addHeaders(extended, added, context.cookieNames)
    return new Response(response.body, { status, statusText: response.statusText, headers: extended })
  } catch (error) {
    discard(response)
    throw error
  }
}

// The body is no longer read.
function discard({ body, webSocket }: Response): void {
  webSocket?.accept()
  webSocket?.close(1011, 'internal')
  void body?.cancel().catch(() => undefined)
}
