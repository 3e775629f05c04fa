// Explains why a token was refused: what was expected and what was found. The gate loads this module only for a refusal that is to be
// explained. All quoted values are shortened and escaped, and no token is quoted.
import type { BoundRequest } from './binding.ts'
import { explainDemand } from './explain-demand.ts'
import { explainProof } from './explain-proof.ts'
import { readReceived, shapeOf, type ReceivedToken } from './explain-shape.ts'
import type { Finding, ExplanationInput } from './explanation-input.ts'
import { quote, quoteAll } from './quote.ts'
import type { Explanation } from './problem-error-class.ts'
import type { ProblemError, AccessProblemCode } from './problem-error.ts'
import { DEFAULT_ALGORITHMS } from './trust.ts'

/** Explains a refusal of the gate. @returns `undefined` for a refusal that needs no explanation, such as an outage */
export function explain(refusal: ProblemError, input: ExplanationInput): Explanation | undefined {
  const { code } = refusal
  const received = readReceived(input.request.headers)
  const finding =
    input.principal === null
      ? (explainProof(code, input.request, received) ?? TOKENS[code]?.(received, input))
      : explainDemand(refusal, input.principal, input)
  if (finding === undefined) return undefined
  const [expected, found] = finding
  return { expected, found }
}

type TokenFinder = (received: ReceivedToken, input: ExplanationInput) => Finding

const TOKENS: Readonly<Partial<Record<AccessProblemCode, TokenFinder>>> = {
  token_missing: (_, { request }) => ['Authorization: Bearer <access token>', findMissing(request)],
  token_malformed: (received, { trust }) => [
    'a signed JWT with the claims of an access token',
    shapeOf(received, trust?.claimNamespace ?? null),
  ],
  token_algorithm: ({ header }, { trust }) => [
    `alg ${quoteAll(trust?.algorithms ?? DEFAULT_ALGORITHMS)}`,
    `alg ${quote(header['alg'])}`,
  ],
  token_key_unknown: ({ header, claims }, { trust }) => {
    const set = trust?.keySets.find(({ issuer }) => issuer === claims['iss'])
    const kids = quoteAll(set?.keys.map(({ kid }) => kid) ?? [])
    return [`a key id of the tenant: ${kids}`, header['kid'] === undefined ? 'no kid' : `kid ${quote(header['kid'])}`]
  },
  token_signature: ({ token, header }) => [
    `a signature of header and payload by the key ${quote(header['kid'])}`,
    token.endsWith('.') ? 'no signature' : 'header or payload were changed, or another key has signed them',
  ],
  token_issuer: ({ claims }, { trust }) => [
    `iss ${quoteAll(trust?.issuers ?? [])}`,
    findIssuer(claims['iss'], trust?.issuers ?? []),
  ],
  token_audience: ({ claims }, { trust }) => [
    `aud with ${quoteAll(trust?.audiences ?? [])}`,
    findAudience(claims, trust?.audiences ?? []),
  ],
  token_expired: ({ claims }, { now }) => [`exp later than ${instant(now)}`, `expired since ${instant(claims['exp'])}`],
  token_not_yet_valid: ({ claims }, { now }) => [
    `iat and nbf not later than ${instant(now)}`,
    `iat ${instant(claims['iat'])}, nbf ${instant(claims['nbf'])}`,
  ],
  token_not_access: (received, { trust }) => ['an access token', findOtherToken(received, trust?.clientId ?? null)],
}

function findMissing({ headers, url }: BoundRequest): string {
  const value = headers.get('authorization')
  if (value === null)
    return `no Authorization header${/[?&]access_token=/.test(url) ? '; a token in the address is never read' : ''}`
  if (/^dpop /i.test(value)) return 'a token with the scheme DPoP, which is switched off'
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(value)
    ? 'a token without the word Bearer in front'
    : 'another scheme than Bearer'
}

function findIssuer(issuer: unknown, issuers: readonly string[]): string {
  const found = `iss ${quote(issuer)}`
  if (typeof issuer !== 'string') return found
  if (issuers.includes(`${issuer}/`)) return `${found}: the issuer without its closing slash`
  return `${found}: ${issuers.some((ours) => bare(ours) === bare(issuer)) ? 'another spelling' : 'another tenant'}`
}

function bare(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '')
}

function findAudience({ aud }: ReceivedToken['claims'], ours: readonly string[]): string {
  const audiences: readonly unknown[] = aud === undefined ? [] : [aud].flat()
  const found = `aud ${quoteAll(audiences)}`
  if (audiences.length === 0) return found
  if (audiences.every((each) => String(each).endsWith('/userinfo'))) return `${found}: the audience was not asked for`
  const near = audiences.some((each) => ours.some((audience) => bare(audience) === bare(String(each))))
  return `${found}: ${near ? 'another spelling' : 'another API'}`
}

function findOtherToken({ header, claims }: ReceivedToken, clientId: string | null): string {
  const { typ } = header
  if (typeof typ === 'string' && !/^((application\/)?at\+)?jwt$/i.test(typ)) return `typ ${quote(typ)}`
  const isForClient = clientId !== null && [claims['aud']].flat().includes(clientId)
  return `an id token: it has ${isForClient ? `the application ${quote(clientId)} as its audience` : 'nonce or at_hash'}`
}

function instant(seconds: unknown): string {
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN)
  return Number.isNaN(date.getTime()) ? 'absent' : date.toISOString()
}
