// Exchanges the token of a caller for a domain that calls another service. The token is judged again: a binding lets Workers of the account
// call, and not every token that they have is good. Nor may they ask for every audience.
import { type Background, type Gate, isRecord, signedIn } from '../../access/index.ts'
import type { ExchangeAnswer, ExchangedCaller } from '../../http/exchange-rule.ts'
import { PROOF_HEADER } from '../../http/header-names.ts'
import { describeError, log } from '../../http/log.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { PROBLEMS } from '../../problem/problems.ts'
import type { TokenExchangeSource } from '../../tenant/lazy-token-exchange.ts'
import { type AllowedExchanges, allowedRule } from './allowed-exchanges.ts'
import { exchangeCredential } from './exchanged-token.ts'

/** What the exchanges for domains need. */
export interface DomainExchange {
  readonly gate: Pick<Gate, 'admit'>
  readonly source: TokenExchangeSource
  readonly allowed: AllowedExchanges
}

/**
 * Returns a value of `Authorization` for the call, or the code of a refusal.
 *
 * @param asked an `ExchangeRule`, as far as the domain keeps to the type
 */
export async function exchangeForDomain(
  { authorization, dpop, cf }: ExchangedCaller,
  asked: unknown,
  { gate, source, allowed }: DomainExchange,
  background: Background,
): Promise<ExchangeAnswer> {
  const rule = allowedRule(asked, allowed)
  if (rule === null) {
    const { audience, scopes } = isRecord(asked) ? asked : {}
    log('error', 'domain_exchange_forbidden', {
      audience,
      scopes,
      remedy: 'if a domain of this project asks for it, add it to auth0.exchanges of gatehouse.config.ts',
    })
    return { code: 'token_exchange_refused', retryAfterSeconds: null }
  }
  try {
    const headers = new Headers({ authorization, ...(dpop !== null && { [PROOF_HEADER]: dpop }) })
    const verdict = await gate.admit(signedIn, { method: 'GET', url: '', headers, cf, isForwarded: true }, background)
    await exchangeCredential(headers, { verdict, background, credential: authorization }, rule, source)
    return { authorization: headers.get('authorization') ?? '' }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { code, facts } = error
    // Of an outage: what is wrong with a token is no news.
    if (facts.cause !== undefined && PROBLEMS[code].status >= 500)
      log('warn', 'domain_exchange_failed', { code, audience: rule.audience, cause: describeError(facts.cause) })
    return { code, retryAfterSeconds: facts.retryAfterSeconds ?? null }
  }
}
