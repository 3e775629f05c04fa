// Lists the routes under /auth. Their handlers are loaded with the first request.
import type { LoginSource } from '../../tenant/login/lazy-login.ts'
import type { GatewaySettings } from '../settings.ts'
import type { Answer } from '../handler.ts'
import type { SignIn } from '../sign-in-types.ts'

/** The operations of the gateway's contract that are about login. */
export const AUTH_OPERATIONS = [
  'startLogin',
  'finishLogin',
  'logOut',
  'submitLogout',
  'showSession',
  'takeAccessToken',
  'acceptBackchannelLogout',
] as const

/** One of them. */
export type AuthOperation = (typeof AUTH_OPERATIONS)[number]

/** A handler for each, which calls a function for each login and for each login that the tenant refused. Where login is not configured they answer `not_configured`. */
export function authHandlers(
  login: LoginSource,
  recordSignIn: (signIn: SignIn) => void,
  settings: GatewaySettings = {},
): Readonly<Record<string, Answer>> {
  const handlers = AUTH_OPERATIONS.map((operation): [string, Answer] => [
    operation,
    async (c, { requestId }, request) => {
      const { answerAuth } = await import('./auth-answers.ts')
      return await answerAuth(operation, login, request, requestId, c.executionCtx, { ...settings, recordSignIn })
    },
  ])
  return Object.fromEntries(handlers)
}
