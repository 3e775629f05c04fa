// Holds the signed-in user of the documentation page, and the settings of the next login. In memory only.
import type { Claims } from '../../../access/json.ts'
import { type Principal, principalFrom } from '../../../access/principal.ts'
import { ProblemError } from '../../../problem/problem-error.ts'
import type { Token } from '../login/login.ts'
import type { SwaggerAuth } from './swagger.ts'

/** A successful login. */
export interface Session {
  /** Its settings, so that it can be repeated. */
  readonly auth: SwaggerAuth
  /** `null`: the token is opaque, or names no subject. */
  readonly principal: Principal | null
  /** In milliseconds since the epoch by the reader's clock; `null`: unknown. */
  readonly expiresAt: number | null
}

/** The state of the page. A new object for every change. */
export interface State {
  readonly session: Session | null
  readonly isExpired: boolean
  /** The scopes that the reader has ticked. */
  readonly wanted: readonly string[]
}

/** Holds the state, and notifies its listeners of changes. */
export class SessionStore {
  #state: State = { session: null, isExpired: false, wanted: [] }
  readonly #listeners = new Set<() => void>()

  readonly read = (): State => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stores a login. Its settings become those of the next one. @param nowMillis since the epoch */
  start(auth: SwaggerAuth, token: Token, nowMillis: number): void {
    const claims = claimsOf(token.access_token)
    const wanted = [...new Set([...this.#state.wanted, ...auth.scopes])]
    this.#change({
      session: { auth, principal: principalOf(claims), expiresAt: expiryOf(token, claims, nowMillis) },
      isExpired: false,
      wanted,
    })
  }

  /** Forgets it. */
  end(): void {
    this.#change({ session: null, isExpired: false })
  }

  /** Compares the times with the clock. @param nowMillis since the epoch */
  look(nowMillis: number): void {
    const { session, isExpired } = this.#state
    const expiresAt = session?.expiresAt ?? null
    if (!isExpired && expiresAt !== null && expiresAt <= nowMillis) this.#change({ isExpired: true })
  }

  /** Ticks or unticks scopes. */
  want(scopes: readonly string[], isWanted: boolean): void {
    const others = this.#state.wanted.filter((scope) => !scopes.includes(scope))
    this.#change({ wanted: isWanted ? [...others, ...scopes] : others })
  }

  #change(changes: Partial<State>): void {
    this.#state = { ...this.#state, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

/** The signed-in user, in a word. */
export function displayName({ principal }: Session): string {
  return principal === null ? 'somebody whose token this page can’t read' : (principal.email ?? principal.id)
}

// Decoded, not verified: verification is the gateway's task.
function claimsOf(token: string): Claims | null {
  const [, payload = ''] = token.split('.')
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : null
  } catch {
    return null
  }
}

function principalOf(claims: Claims | null): Principal | null {
  if (claims === null) return null
  const email = Object.keys(claims).find((name) => name.endsWith('/email'))
  try {
    return principalFrom(claims, email?.slice(0, -'/email'.length) ?? null)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

// A duration is more reliable than a time: the reader's clock may be wrong.
function expiryOf({ expires_in: seconds }: Token, claims: Claims | null, nowMillis: number): number | null {
  if (seconds !== undefined) return nowMillis + seconds * 1000
  const at = claims?.['exp']
  return typeof at === 'number' ? at * 1000 : null
}
