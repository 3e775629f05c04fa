// Login is loaded by the first request that needs it: most isolates of an API never do, and every one pays for what it parses.
import type { Login, LoginParts } from './login.ts'

/** Gives the login of the gateway. */
export type LoginSource = () => Promise<Login>

/** Makes login when it is first asked for. */
export function lazyLogin(parts: LoginParts): LoginSource {
  let login: Login | null = null
  return async () => {
    const module = await import('./login.ts')
    login ??= new module.Login(parts)
    return login
  }
}
