// Loads the exchange of tokens for the first request that needs it: most gateways have no service that asks for one.
import type { Clock } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import type { Configuration } from './configuration.ts'
import type { Fetch } from './keys/jwks-client.ts'
import type { TenantLog } from './tenant-log.ts'
import type { TokenExchange } from './token-exchange.ts'

/** Provides the exchange of tokens. @throws ProblemError `not_configured` */
export type TokenExchangeSource = () => Promise<Pick<TokenExchange, 'tokenFor'>>

/** The exchange of a gateway that lacks one of its variables. */
export const noTokenExchange: TokenExchangeSource = async () => {
  throw new ProblemError('not_configured', {
    detail:
      'This service takes tokens of its own, which need AUTH0_EXCHANGE_CLIENT_ID and AUTH0_EXCHANGE_CLIENT_SECRET.',
  })
}

/** Creates the exchange when it is first needed. */
export function lazyTokenExchange(
  { domains, exchangeClient }: Configuration,
  { fetch, clock, log }: { readonly fetch: Fetch; readonly clock: Clock; readonly log: TenantLog },
): TokenExchangeSource {
  if (exchangeClient === null) return noTokenExchange
  const { clientId } = exchangeClient
  const [{ issuer, origin: tenant }] = domains
  let exchange: TokenExchange | null = null
  return async () => {
    const [exchanges, clients] = await Promise.all([import('./token-exchange.ts'), import('./login/tenant-client.ts')])
    if (exchange !== null) return exchange
    const settings = { ...exchangeClient, issuer, tenant, audience: '', callbackUrl: '' }
    const client = new clients.TenantClient(settings, fetch, clock)
    const grant = client.grant.bind(client)
    return (exchange = new exchanges.TokenExchange({ clientId, issuer, clock, log, grant }))
  }
}
