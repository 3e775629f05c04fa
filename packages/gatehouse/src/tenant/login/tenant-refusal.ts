// A refusal of a login by the tenant, whose text comes through any browser. src/problem/login-errors.ts explains it.

/**
 * The tenant's text is shown and logged up to this length. The text of a callback comes through the browser, so anyone may have written
 * it.
 */
const ERROR_MAX_CHARACTERS = 64
const DESCRIPTION_MAX_CHARACTERS = 300
// RFC 6749 §4.1.2.1 defines the characters of a code. Descriptions may be in any language, but must not contain invisible characters or
// characters that reverse the text after them.
const NOT_OF_ERROR = /[^\u0020\u0021\u0023-\u005b\u005d-\u007e]/g
const NOT_OF_DESCRIPTION = /[\p{C}\u2028\u2029]/gu

/** Thrown when the tenant refuses a login (RFC 6749 §4.1.2.1, §5.2). */
export class TenantRefusal extends Error {
  override readonly name = 'TenantRefusal'
  /** Its code, for example `access_denied`. */
  readonly error: string
  readonly description: string

  constructor(error: string, description: string | undefined, cause?: unknown) {
    const code = error.slice(0, ERROR_MAX_CHARACTERS).replaceAll(NOT_OF_ERROR, '?')
    super(code, { cause })
    this.error = code
    this.description = (description ?? '').slice(0, DESCRIPTION_MAX_CHARACTERS).replaceAll(NOT_OF_DESCRIPTION, ' ')
  }
}
