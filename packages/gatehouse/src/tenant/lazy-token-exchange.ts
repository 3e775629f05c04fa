// Creates the exchange of tokens for the first request that needs it: most gateways have no service that asks for one.
import type { Clock, KeySet, RevocableCredential } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import type { Configuration } from './configuration.ts'
import { ExchangePace, withinLimits } from './exchange-pace.ts'
import { ExchangedTokenStore, type ExpiringStore } from './exchanged-token-store.ts'
import type { Fetch } from './keys/jwks-client.ts'
import { TenantClient } from './login/tenant-client.ts'
import { issuersOfTenant } from './tenant-domain.ts'
import type { TenantLog } from './tenant-log.ts'
import { TokenExchange } from './token-exchange.ts'

/** Provides the exchange of tokens. @throws ProblemError `not_configured` */
export type TokenExchangeSource = () => Promise<Pick<TokenExchange, 'tokenFor'>>

/** The dependencies of an exchange. */
export interface LazyTokenExchangeOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: TenantLog
  readonly store: ExpiringStore
  readonly isRevoked: (credential: RevocableCredential) => boolean
  readonly keySets: () => readonly KeySet[]
}

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
  { fetch, clock, log, store, isRevoked, keySets }: LazyTokenExchangeOptions,
): TokenExchangeSource {
  if (exchangeClient === null) return noTokenExchange
  const { clientId, clientSecret, perSecond, isStored } = exchangeClient
  const [{ issuer, origin: tenant }] = domains
  let exchange: TokenExchange | null = null
  return async () => {
    if (exchange !== null) return exchange
    const settings = { clientId, clientSecret, issuer, tenant, audience: '', callbackUrl: '' }
    const client = new TenantClient(settings, withinLimits(fetch, clock), clock)
    return (exchange = new TokenExchange({
      clientId,
      issuers: issuersOfTenant(domains),
      clock,
      log,
      isRevoked,
      keySets,
      grant: client.grant.bind(client),
      pace: new ExchangePace(perSecond, clock),
      store: isStored ? new ExchangedTokenStore({ store, clientId, secret: clientSecret, clock, log }) : null,
    }))
  }
}
