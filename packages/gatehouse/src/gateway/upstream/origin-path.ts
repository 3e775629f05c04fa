// Checks whether every server interprets a path alike. The guard has checked the path as it is written; a server that decodes it again,
// truncates it, or resolves it in another way would answer another operation than the checked one.

/** The path settings of a service's row. */
export interface PathRules {
  /** Whether a segment may contain `;`, for servers with matrix parameters (RFC 3986 §3.3). */
  readonly matrixParameters?: boolean | undefined
  /** Whether a segment may contain `%2F`, for servers that decode it after routing. */
  readonly encodedSlashes?: boolean | undefined
}

// URL parsers turn `\` into `/`; WSGI and ASGI decode `%2F` before anything is matched; C strings end at `%00`. A `%` that encodes
// nothing is read as it is, dropped, or as the beginning of `%uXXXX`. Some servers decode twice (`%252F`), and some take UTF-8
// that is longer than need be for a dot or a slash (`%C0%AE`, RFC 3629 §3).
const AMBIGUOUS = /\\|%(?:5c|00|c[01]|e0%[89]|f0%8|(?:25)+(?:00|2[ef]|3b|5c)|(?![\da-f]{2}))/i

// A segment that consists of dots after the removal of everything that servers remove before they resolve it: control characters and
// blanks, and parameters after a `;`.
const DOTS_ALONE = /\/(?:%[01][\da-f]|%20|%7f)*(?:\.|%2e)(?:\.|%2e|%[01][\da-f]|%20|%7f)*(?:;|%3b|\/|$)/i

const SEMICOLON = /;|%3b/i

const ENCODED_SLASHES = /%2f/gi

/**
 * Returns whether every server interprets a path as the gateway does.
 *
 * @param path without its query
 */
export function isReadAlike(path: string, { matrixParameters = false, encodedSlashes = false }: PathRules): boolean {
  // As a server reads it that decodes them before everything else.
  const decoded = path.replace(ENCODED_SLASHES, '/')
  if (decoded !== path && !encodedSlashes) return false
  if (AMBIGUOUS.test(path) || DOTS_ALONE.test(decoded)) return false
  return matrixParameters || !SEMICOLON.test(path)
}
