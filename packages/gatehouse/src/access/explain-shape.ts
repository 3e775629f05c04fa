// Decodes a possible token as far as possible, for explain.ts. It verifies nothing.
import { base64url } from 'jose'
import { type Claims, isRecord } from './json.ts'
import { quote } from './quote.ts'

/** The decoded parts of a token. A part that cannot be decoded is empty. */
export interface ReceivedToken {
  readonly scheme: string
  readonly token: string
  readonly header: Claims
  readonly claims: Claims
}

const NONE: Claims = {}
const TEXTS = ['sub', 'scope', 'azp', 'client_id', 'org_id', 'email']
const INSTANTS = ['exp', 'nbf', 'iat']

/** Reads the Authorization header. */
export function readReceived(headers: { get(name: string): string | null }): ReceivedToken {
  const [, scheme = '', token = ''] = headers.get('authorization')?.match(/^(bearer|dpop)\s*(.*)/i) ?? []
  const [header, payload] = token.split('.')
  return { scheme: scheme.toLowerCase(), token, header: decode(header) ?? NONE, claims: decode(payload) ?? NONE }
}

/** Reads a part of a token. */
export function decode(part: string | undefined): Claims | null {
  if (part === undefined) return null
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(part)))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** Describes the defect in the shape of a token. */
export function shapeOf({ token, header, claims }: ReceivedToken, claimNamespace: string | null): string {
  if (token === '') return 'nothing after the scheme'
  if (token === 'undefined' || token === 'null') return `the word ${token}: the token is not there yet when it is sent`
  if (/^bearer /i.test(token)) return 'the word Bearer twice'
  if (/["'\s]/.test(token)) return 'quotation marks or white space around the token or in it'
  const parts = token.split('.')
  const { length } = parts
  if (length === 1 || length === 5)
    return `an opaque token (parts: ${length}), as Auth0 gives it when the audience was not asked for`
  if (length !== 3) return `parts: ${length}`
  if (decode(parts[0]) === null) return 'a header that is no JSON object in base64url'
  if (decode(parts[1]) === null) return 'a payload that is no JSON object in base64url'
  for (const name of ['alg', 'kid', 'typ'])
    if (header[name] !== undefined && typeof header[name] !== 'string') return `${name} of the header is no text`
  for (const name of ['crit', 'b64']) if (Object.hasOwn(header, name)) return `a header with ${name}`
  return (
    wrongClaim(claims, claimNamespace) ??
    'something in it that is not written as it must be, such as its kid or signature'
  )
}

function wrongClaim(claims: Claims, claimNamespace: string | null): string | null {
  for (const name of ['sub', 'exp']) if (!claims[name]) return `no claim ${name}`
  for (const name of [...TEXTS, `${claimNamespace}/email`])
    if (claims[name] !== undefined && claims[name] !== null && typeof claims[name] !== 'string')
      return `claim ${quote(name)} is no text`
  for (const name of INSTANTS)
    if (claims[name] !== undefined && typeof claims[name] !== 'number') return `claim ${name} is no number`
  for (const name of ['permissions', 'aud']) {
    const value = claims[name]
    if (value === undefined || (name === 'aud' && typeof value === 'string')) continue
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string'))
      return `claim ${name} is no list of texts`
  }
  return claims['cnf'] === undefined ? null : 'a claim cnf that is no thumbprint of a key or a certificate'
}
