// Says how a person logged in, from the methods that a session has seen: the claims `auth_time`, `amr` and `acr` of a token.
import { MULTI_FACTOR_ACR } from '../../access/authentication.ts'
import type { AuthenticationMethod } from './records.ts'

/** The claims about a login. */
export type LoginClaims = { auth_time: number; amr: string[]; acr?: string }

/**
 * Returns the claims, as the Action of `gatehouse tenant apply` does: a second factor of an earlier login than the last one does not count.
 *
 * @returns `null` without a login
 */
export function loginClaims(methods: readonly AuthenticationMethod[] = []): LoginClaims | null {
  const timeOf = (isSecond: boolean): number =>
    Math.max(
      0,
      ...methods
        .filter(({ name }) => (name === 'mfa') === isSecond)
        .map(({ timestamp }) => Math.floor(Date.parse(timestamp) / 1000)),
    )
  const [first, second] = [timeOf(false), timeOf(true)]
  const isMultiFactor = second > 0 && second >= first
  const time = Math.max(first, second)
  if (!(time > 0)) return null
  const names = methods.map(({ name }) => name).filter((name) => name !== 'mfa' || isMultiFactor)
  return { auth_time: time, amr: [...new Set(names)], ...(isMultiFactor && { acr: MULTI_FACTOR_ACR }) }
}
