// Puts the token of a service in place of the caller's, which such a service never sees.
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import { CREDENTIAL_HEADERS } from '../../http/header-names.ts'
import type { TokenExchangeSource } from '../../tenant/lazy-token-exchange.ts'
import type { RequestContext } from '../handler.ts'

/** Who calls: the verdict, and the value of `Authorization` that it was given for. */
export interface JudgedCaller extends Pick<RequestContext, 'background' | 'verdict'> {
  readonly credential: string | null
}

/**
 * Replaces the credential of a request. A request without a verified token gets none.
 *
 * @param headers those of the request to the service
 * @returns whether it has a token of the service now
 * @throws ProblemError `token_exchange_refused`, `token_exchange_limited`, `tenant_unavailable`, `not_configured`
 */
export async function exchangeCredential(
  headers: Headers,
  { verdict, background, credential }: JudgedCaller,
  rule: ExchangeRule,
  source: TokenExchangeSource,
): Promise<boolean> {
  for (const name of CREDENTIAL_HEADERS) headers.delete(name)
  if (credential === null || verdict === null || verdict.tier === null) return false
  const token = credential.slice(credential.indexOf(' ')).trim()
  const exchange = await source()
  const { id: subject, claims } = verdict.principal
  const { iss } = claims
  const caller = { token, subject, issuer: typeof iss === 'string' ? iss : null }
  headers.set('authorization', `Bearer ${await exchange.tokenFor(caller, rule, background)}`)
  return true
}
