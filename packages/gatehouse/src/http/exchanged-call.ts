// Gets the token for a call of a domain to another service, by the gateway: a domain knows neither the tenant nor a secret.
import { ProblemError } from '../problem/problem-error.ts'
import { type ProblemCode, PROBLEMS } from '../problem/problems.ts'
import type { ExchangeAnswer, ExchangeRule, TokenExchanger } from './exchange-rule.ts'
import { CREDENTIAL_HEADERS, PROOF_HEADER } from './header-names.ts'

/** The request of the caller, as far as an exchange reads it. */
export interface CallerRequest {
  readonly headers: Pick<Headers, 'get'>
  readonly cf?: object | undefined
}

/**
 * Puts a token of the other service in place of the caller's. A caller without one stays without.
 *
 * @param headers of the call
 * @returns whether the call has a token now
 * @throws ProblemError the refusal of the gateway, or `tenant_unavailable` when the gateway can't be asked
 */
export async function useExchangedToken(
  headers: Headers,
  { headers: ofCaller, cf }: CallerRequest,
  { audience, scopes }: ExchangeRule,
  exchanger: TokenExchanger,
): Promise<boolean> {
  for (const name of CREDENTIAL_HEADERS) headers.delete(name)
  const authorization = ofCaller.get('authorization')
  if (authorization === null) return false
  const caller = { authorization, dpop: ofCaller.get(PROOF_HEADER), ...(cf && { cf }) }
  const answer = await exchanger.exchange(caller, { audience, scopes }).catch((cause: unknown) => {
    throw new ProblemError('tenant_unavailable', { cause })
  })
  if ('code' in answer) throw refusalOf(answer)
  headers.set('authorization', answer.authorization)
  return true
}

/** Returns the gateway's part for exchanges. @throws TypeError when there is no binding `AUTH` */
export function exchangerIn(bindings: unknown): TokenExchanger {
  const { AUTH } = Object(bindings) as { readonly AUTH?: TokenExchanger }
  if (AUTH !== undefined) return AUTH
  throw new TypeError('callService() with "exchange" needs the binding AUTH: give it the context of the handler')
}

function refusalOf({ code, retryAfterSeconds }: Exclude<ExchangeAnswer, { authorization: string }>): ProblemError {
  if (!isProblemCode(code)) return new ProblemError('tenant_unavailable', { cause: new Error(`answered ${code}`) })
  return new ProblemError(code, { ...(retryAfterSeconds !== null && { retryAfterSeconds }) })
}

// The gateway may be of a newer version.
function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}
