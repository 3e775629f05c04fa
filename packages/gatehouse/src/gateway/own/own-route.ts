// Answers a route of the project by its handler: the request is sanitized and limited like a service's.
import { BODY_MAX_BYTES } from '../../http/limits.ts'
import { checkBodyHeaders } from '../../http/request-body.ts'
import { limitBody } from '../edge/body-limit.ts'
import { sanitizeRequest } from '../edge/sanitize-request.ts'
import type { OwnHandler } from '../extension.ts'
import type { Answer, RouteRow } from '../handler.ts'
import { ownResponse } from './own-response.ts'
import { ownRouteRequest } from './request-details.ts'

/** Creates the handler of a route of the project. */
export function ownRoute(row: RouteRow, handler: OwnHandler): Answer {
  const { operationId, body, bodyMaxBytes = BODY_MAX_BYTES } = row
  return async (c, context, received) => {
    if (body !== undefined) checkBodyHeaders(received, body)
    const { request, exceeded } = limitBody(sanitizeRequest(received, context), bodyMaxBytes, body?.required)
    const answered = handler(ownRouteRequest(c, context, row, request))
    const answer = await (exceeded === null ? answered : Promise.race([exceeded, answered]))
    return ownResponse(answer, context, `the handler ${operationId}`)
  }
}
