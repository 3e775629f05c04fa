// A login that is under way: what the callback must find again, sealed in a cookie of its own, so that two tabs can log in at
// once and a callback that this browser did not begin is refused (RFC 9700 §4.7.1).
import { type CookieNames, readCookies, setCookie } from './cookies.ts'
import type { Encryptor } from './encryption.ts'

/** How long a person may stand before the tenant's login page. */
const LOGIN_MAX_SECONDS = 30 * 60
/** How many logins may be under way in one browser; the oldest makes room. */
const LOGINS_MAX = 5
/** As much of the state as tells logins apart. */
const NAME_CHARACTERS = 12

/** What is kept between the way to the tenant and the way back. */
export interface Transaction {
  readonly state: string
  readonly nonce: string
  /** RFC 7636 §4.1 */
  readonly verifier: string
  readonly returnTo: string
  /** When the person must have proved who it is, or later, in seconds since the epoch; `null` where `max_age` was not asked for. */
  readonly authenticatedSince: number | null
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/** Keeps logins in cookies. */
export class TransactionCookie {
  readonly #encryptor: Encryptor
  readonly #names: CookieNames

  constructor(seal: Encryptor, names: CookieNames) {
    this.#encryptor = seal
    this.#names = names
  }

  /** The `Set-Cookie` values that begin a login. @param header the cookies that the browser has */
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

  /** The login of this state, if this browser has begun it, not too long ago. */
  async read(state: string, header: string | null, nowSeconds: number): Promise<Transaction | null> {
    const sealed = readCookies(header, this.#names).get(this.#nameOf(state))
    const opened = sealed === undefined ? null : await this.#encryptor.decrypt(sealed)
    if (opened === null) return null
    const { nonce, verifier, returnTo, expiresAt } = opened
    // A login that the version before has begun has none: it may still be finished after a deploy.
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
