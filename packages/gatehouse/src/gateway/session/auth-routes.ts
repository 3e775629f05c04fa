// Lists the routes under /auth.
import type { LoginSource } from '../../tenant/login/lazy-login.ts'
import type { GatewaySettings } from '../settings.ts'
import type { Answer } from '../handler.ts'
import type { SignIn } from '../sign-in-types.ts'
import { answerAuth } from './auth-answers.ts'
import { AUTH_OPERATIONS } from './auth-operations.ts'

/**
 * A handler for each operation, which calls a function for each login and for each login that the tenant refused. Where login is not configured
 * they answer `not_configured`.
 */
export function authHandlers(
  login: LoginSource,
  recordSignIn: (signIn: SignIn) => void,
  settings: GatewaySettings = {},
): Readonly<Record<string, Answer>> {
  const handlers = AUTH_OPERATIONS.map((operation): [string, Answer] => [
    operation,
    async (c, { requestId }, request) =>
      await answerAuth(operation, login, request, requestId, c.executionCtx, { ...settings, recordSignIn }),
  ])
  return Object.fromEntries(handlers)
}
