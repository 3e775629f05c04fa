// Stores a session in cookies: encrypted, and in parts if it is larger than one cookie in a browser may be (RFC 6265bis §5.7: 4096 bytes
// of name and value).
import type { SessionLifetime } from '../session-lifetime.ts'
import { type CookieNames, readCookies, setCookie } from './cookies.ts'
import type { Encryptor } from './encryption.ts'
import { idleEndOf, parseSession, type Session } from './session.ts'

/** The longest part; the name and the number of parts are added to it. */
const PART_MAX_CHARACTERS = 3_800
/** A session with more parts is a mistake: servers in between refuse such headers. */
const PARTS_MAX = 8

// The first part contains their number, so that a part of an earlier, larger session is never used.
const COUNT = /^([2-9])~/

/** Reads and writes the session of a browser. */
export class SessionCookie {
  readonly #encryptor: Encryptor
  readonly #lifetime: SessionLifetime
  readonly #names: CookieNames

  constructor(seal: Encryptor, lifetime: SessionLifetime, names: CookieNames) {
    this.#encryptor = seal
    this.#lifetime = lifetime
    this.#names = names
  }

  /** Returns the session in a cookie header; `null` when there is none, or none that our keys decrypt. */
  async read(header: string | null): Promise<Session | null> {
    const cookies = readCookies(header, this.#names)
    const first = cookies.get(this.#names.session)
    if (first === undefined) return null
    const count = Number(COUNT.exec(first)?.[1] ?? 1)
    if (count > PARTS_MAX) return null
    const parts = [first.replace(COUNT, '')]
    for (let index = 1; index < count; index += 1) parts.push(cookies.get(this.#partName(index)) ?? '')
    const opened = await this.#encryptor.decrypt(parts.join(''))
    return opened === null ? null : parseSession(opened)
  }

  /**
   * Returns the `Set-Cookie` values that store a session in a browser.
   *
   * @param header the cookies that it has: parts of a larger session are removed
   * @throws RangeError when the session is too large for cookies
   */
  async write(session: Session, header: string | null, nowSeconds: number): Promise<string[]> {
    const sealed = await this.#encryptor.encrypt(session)
    const parts = sealed.match(new RegExp(`.{1,${PART_MAX_CHARACTERS}}`, 'g')) ?? []
    if (parts.length > PARTS_MAX) throw new RangeError(`a session of ${sealed.length} characters fits no cookie`)
    const maxAge = Math.max(0, Math.floor(idleEndOf(session, this.#lifetime) - nowSeconds))
    const written = parts.map((part, index) => {
      const count = index === 0 && parts.length > 1 ? `${parts.length}~` : ''
      return setCookie(this.#partName(index), count + part, maxAge)
    })
    return [...written, ...this.#leftOver(header, parts.length)]
  }

  /** Returns the `Set-Cookie` values that remove the session from a browser. @param header the cookies that it has */
  clear(header: string | null): string[] {
    return [setCookie(this.#names.session, '', 0), ...this.#leftOver(header, 1)]
  }

  #partName(index: number): string {
    const { session } = this.#names
    return index === 0 ? session : `${session}.${index}`
  }

  #leftOver(header: string | null, from: number): string[] {
    const cookies = readCookies(header, this.#names)
    const names = Array.from({ length: PARTS_MAX }, (_, index) => this.#partName(index)).slice(from)
    return names.filter((name) => cookies.has(name)).map((name) => setCookie(name, '', 0))
  }
}
