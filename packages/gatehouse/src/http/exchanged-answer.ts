// Reads the response of a service to a token that it got by an exchange. The caller's own token was good, so no challenge of such a service may
// reach them: they would log in again, in vain.
import { ProblemError } from '../problem/problem-error.ts'
import { PROBLEM_CODE_HEADER } from '../problem/problem.ts'
import type { ExchangeRule } from './exchange-rule.ts'
import { log } from './log.ts'

/**
 * Returns the response without a challenge.
 *
 * @throws ProblemError `service_failed` when the service refuses the token (401), `token_exchange_refused` when the token lacks a scope (403
 *   `scope_missing`): the scopes of the caller do not decide that
 */
export async function withoutChallenge(answer: Response, { audience, scopes }: ExchangeRule): Promise<Response> {
  const { status } = answer
  const challenge = answer.headers.get('www-authenticate')
  if (status === 401) {
    await answer.body?.cancel()
    throw new ProblemError('service_failed', { cause: new Error('refuses the token that it got by an exchange') })
  }
  if (status !== 403 || challenge === null) return answer
  if (answer.headers.get(PROBLEM_CODE_HEADER) === 'scope_missing') {
    await answer.body?.cancel()
    const [, required = null] = /\bscope="([^"]*)"/.exec(challenge) ?? []
    log('warn', 'exchanged_token_insufficient', { audience, asked: scopes.join(' '), required })
    throw new ProblemError('token_exchange_refused')
  }
  const silent = new Response(answer.body, answer)
  silent.headers.delete('www-authenticate')
  return silent
}
