// Answers a route by the service behind it: the request is sanitized, limited and forwarded, and the response is sanitized and ended when
// its token expires.
import { NO_TOKEN, type Policy, tokenNeed } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { systemClock } from '../../http/clock.ts'
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import { withoutChallenge } from '../../http/exchanged-answer.ts'
import { BODY_MAX_BYTES } from '../../http/limits.ts'
import { checkBodyHeaders } from '../../http/request-body.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import { limitBody } from '../edge/body-limit.ts'
import { sanitizeRequest } from '../edge/sanitize-request.ts'
import type { VersionKey } from '../edge/version-key.ts'
import type { Answer, Domain, GatewayTable, RequestContext, RouteRow } from '../handler.ts'
import { noTokenExchange, type TokenExchangeSource } from '../../tenant/lazy-token-exchange.ts'
import { exchangeCredential } from '../upstream/exchanged-token.ts'
import { forward } from '../upstream/forward.ts'
import { forwardToOrigin, openOriginRoute, type Origin } from '../upstream/origin.ts'
import { adaptAnswer } from '../upstream/origin-answer.ts'
import { addressTo, withoutPrefix } from '../upstream/origin-request.ts'
import { OF_WORKER, returnAnswer } from '../upstream/stream-end.ts'

/** The services and their addresses. */
export interface ServiceRouteDependencies {
  readonly table: GatewayTable
  /** The Worker's service binding of this name; `undefined` when it has none. */
  readonly service: (binding: string) => ServiceBinding | undefined
  /** The HTTP origin of the service of this name; `undefined` when its address is invalid. */
  readonly origin: (name: string) => Origin | undefined
  /** Gives services tokens of their own; without it no service that takes one is called. */
  readonly tokenExchange?: TokenExchangeSource
  /** Gives requests the key that keeps a caller on one version of a domain while two are served. */
  readonly versionKey?: VersionKey | undefined
}

/** Creates the handler of a service's route. @throws TypeError when the table has no such service */
export function serviceRoute(row: RouteRow, dependencies: ServiceRouteDependencies): Answer {
  const service = dependencies.table.services.find(({ name }) => name === row.service)
  if (service === undefined)
    throw new TypeError(`the table has no service "${row.service}": compile the contracts again`)
  const exchange = hasSecretOfSender(row.access) ? undefined : service.exchange
  return 'origin' in service
    ? originRoute(row, dependencies.origin(service.name), exchange, dependencies.tokenExchange)
    : domainRoute(row, service, exchange, dependencies)
}

// Auth0 sends the secret of an event stream in `Authorization`, and the service verifies it again. The gateway has compared it, so it is no
// token of a caller.
function hasSecretOfSender(access: Policy): boolean {
  return access.kind === 'signedBy' && access.scheme === 'auth0Events'
}

function domainRoute(
  { bodyMaxBytes = BODY_MAX_BYTES, timeoutMillis: ofRoute }: RouteRow,
  { binding, prefix = '', timeoutMillis: ofService }: Domain,
  exchange: ExchangeRule | undefined,
  { service, versionKey, tokenExchange = noTokenExchange }: ServiceRouteDependencies,
): Answer {
  const target = service(binding)
  const timeoutMillis = ofRoute ?? ofService
  const send = (outgoing: Request) => forward(limitBody(outgoing, bodyMaxBytes), target, systemClock, timeoutMillis)
  return async (_c, context, request) => {
    const sanitized = sanitizeRequest(request, context)
    const forwarded =
      versionKey === undefined ? sanitized : await versionKey(sanitized, (context.verdict ?? NO_TOKEN).principal)
    const addressed = prefix === '' ? forwarded : withoutPrefix(forwarded, prefix)
    const answer =
      exchange === undefined
        ? await send(addressed)
        : await sendExchanged(new Request(addressed), request, context, { exchange, tokenExchange, send })
    const adapted = prefix === '' ? answer : adaptAnswer(answer, { prefix }, null, request.url)
    return returnAnswer(adapted, context, systemClock, OF_WORKER)
  }
}

function originRoute(
  row: RouteRow,
  target: Origin | undefined,
  exchange: ExchangeRule | undefined,
  tokenExchange: TokenExchangeSource = noTokenExchange,
): Answer {
  if (target === undefined) {
    return () => {
      throw new ProblemError('not_configured')
    }
  }
  const { operationId, body, bodyMaxBytes = BODY_MAX_BYTES, timeoutMillis } = row
  const { paths } = target
  const isGuarded = tokenNeed(row.access) !== 'ignored'
  const route = openOriginRoute(target, { operationId, isGuarded, timeoutMillis }, systemClock)
  const send = (outgoing: Request, { requestId }: RequestContext) =>
    forwardToOrigin(limitBody(outgoing, bodyMaxBytes, body?.required), route, requestId, systemClock)
  return async (_c, context, request) => {
    const { requestId, method } = context
    if (body !== undefined) checkBodyHeaders(request, body)
    const addressed = addressTo(target, sanitizeRequest(request, context), requestId)
    const answer =
      exchange === undefined
        ? await send(addressed, context)
        : await sendExchanged(addressed, request, context, { exchange, tokenExchange, send })
    const adapted = adaptAnswer(answer, paths, target.address, request.url)
    return returnAnswer(adapted, context, systemClock, { canBeLong: method !== 'HEAD', isRaw: true })
  }
}

interface Exchanging {
  readonly exchange: ExchangeRule
  readonly tokenExchange: TokenExchangeSource
  readonly send: (outgoing: Request, context: RequestContext) => Promise<Response>
}

// The credential is that of the request as it was judged: the headers of the outgoing one may have a secret of the service's.
async function sendExchanged(
  outgoing: Request,
  { headers }: Request,
  context: RequestContext,
  { exchange, tokenExchange, send }: Exchanging,
): Promise<Response> {
  const caller = { ...context, credential: headers.get('authorization') }
  const isExchanged = await exchangeCredential(outgoing.headers, caller, exchange, tokenExchange)
  const answer = await send(outgoing, context)
  return isExchanged ? await withoutChallenge(answer, exchange) : answer
}
