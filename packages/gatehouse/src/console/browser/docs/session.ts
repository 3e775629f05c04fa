// Holds the signed-in user of the documentation page, and the settings of the next login. In memory only.
import type { Principal } from '../../../access/principal.ts'
import type { Token } from '../login/login.ts'
import type { Reader } from '../reader/reader.ts'
import { claimsOf, expiryOf, principalOf } from '../reader/token-claims.ts'
import { UNREADABLE } from '../reader/token-reader.ts'

/** The ways to sign in on the page: three of them are schemes of the document. */
export type Way = 'authorizationCode' | 'implicit' | 'password' | 'machine' | 'token'

/** The settings of a login. */
export interface Entry {
  readonly way: Way
  readonly scopes: readonly string[]
  /** In place of the gateway's application. */
  readonly clientId?: string
  readonly clientSecret?: string
  readonly organization?: string
  readonly username?: string
  readonly password?: string
  /** The reader's own token. */
  readonly token?: string
}

/** A successful login. */
export interface Session {
  /** Its settings, so that it can be repeated; without password and token. */
  readonly entry: Entry
  /** `null`: the token is opaque, or names no subject. */
  readonly principal: Principal | null
  /** In milliseconds since the epoch by the reader's clock; `null`: unknown. */
  readonly expiresAt: number | null
}

/** The state of the page. A new object for every change. */
export interface State {
  readonly session: Session | null
  /** The user of the browser's session, whose cookie is sent when no token is. */
  readonly reader: Reader | null
  readonly isExpired: boolean
  /** The scopes that the reader has ticked. */
  readonly wanted: readonly string[]
}

/** Holds the state, and notifies its listeners of changes. */
export class SessionStore {
  #state: State = { session: null, reader: null, isExpired: false, wanted: [] }
  readonly #listeners = new Set<() => void>()

  readonly read = (): State => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Stores a login. Its settings become those of the next one. @param nowMillis since the epoch */
  start({ password: _password, token: _token, ...entry }: Entry, token: Token, nowMillis: number): void {
    const claims = claimsOf(token.access_token)
    const wanted = [...new Set([...this.#state.wanted, ...entry.scopes])]
    this.#change({
      session: { entry, principal: principalOf(claims), expiresAt: expiryOf(token, claims, nowMillis) },
      isExpired: false,
      wanted,
    })
  }

  /** Forgets it. */
  end(): void {
    this.#change({ session: null, isExpired: false })
  }

  /** Stores the user of the browser's session. */
  greet(reader: Reader | null): void {
    this.#change({ reader })
  }

  /** Compares the times with the clock. @param nowMillis since the epoch */
  look(nowMillis: number): void {
    const { session, reader, isExpired } = this.#state
    const expiresAt = (session ?? reader)?.expiresAt ?? null
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
  return principal === null ? UNREADABLE : (principal.email ?? principal.id)
}
