// Stores a pending login: the data that the callback needs, encrypted in its own cookie, so that two tabs can log in at once and a
// callback of a login that this browser did not start is refused (RFC 9700 §4.7.1).
import { type CookieNames, readCookies, setCookie } from './cookies.ts'
import type { Encryptor } from './encryption.ts'

/** How long a user may stay on the tenant's login page. */
const LOGIN_MAX_SECONDS = 30 * 60
/** How many logins may be pending in one browser; a new one replaces the oldest. */
const LOGINS_MAX = 5
/** The part of the state that distinguishes logins. */
const NAME_CHARACTERS = 12

/** The data that is kept from the redirect to the tenant until the callback. */
export interface Transaction {
  readonly state: string
  readonly nonce: string
  /** RFC 7636 §4.1 */
  readonly verifier: string
  readonly returnTo: string
  /** The earliest time at which the user must have authenticated, in seconds since the epoch; `null` without `max_age`. */
  readonly authenticatedSince: number | null
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/** Stores logins in cookies. */
export class TransactionCookie {
  readonly #encryptor: Encryptor
  readonly #names: CookieNames

  constructor(seal: Encryptor, names: CookieNames) {
    this.#encryptor = seal
    this.#names = names
  }

  /** The `Set-Cookie` values that start a login. @param header the cookies that the browser has */
  async write(begun: Omit<Transaction, 'expiresAt'>, header: string | null, nowSeconds: number): Promise<string[]> {
    const transaction: Transaction = { ...begun, expiresAt: nowSeconds + LOGIN_MAX_SECONDS }
    // Browsers send the oldest first (RFC 6265 §5.4).
    const others = [...readCookies(header, this.#names).keys()].filter((name) => name.startsWith(this.#names.login))
    const tooMany = others.slice(0, Math.max(0, others.length - LOGINS_MAX + 1))
    return [
      setCookie(this.#nameOf(begun.state), await this.#encryptor.encrypt(transaction), LOGIN_MAX_SECONDS),
      ...tooMany.map((name) => setCookie(name, '', 0)),
    ]
  }

  /** Returns the login of this state, if this browser has started it, and not too long ago. */
  async read(state: string, header: string | null, nowSeconds: number): Promise<Transaction | null> {
    const sealed = readCookies(header, this.#names).get(this.#nameOf(state))
    const opened = sealed === undefined ? null : await this.#encryptor.decrypt(sealed)
    if (opened === null) return null
    const { nonce, verifier, returnTo, expiresAt } = opened
    // A login that was started with the previous version has none: it may still be finished after a deploy.
    const authenticatedSince = opened['authenticatedSince'] ?? null
    if (opened['state'] !== state || typeof nonce !== 'string' || typeof verifier !== 'string') return null
    if (typeof returnTo !== 'string' || typeof expiresAt !== 'number' || expiresAt <= nowSeconds) return null
    if (authenticatedSince !== null && typeof authenticatedSince !== 'number') return null
    return { state, nonce, verifier, returnTo, authenticatedSince, expiresAt }
  }

  /** The `Set-Cookie` that ends a login. */
  clear(state: string): string {
    return setCookie(this.#nameOf(state), '', 0)
  }

  #nameOf(state: string): string {
    return this.#names.login + state.slice(0, NAME_CHARACTERS).replaceAll(/[^\w-]/g, '')
  }
}
