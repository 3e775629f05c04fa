// Explains a token: its contents, and what the gateway would answer, with the gateway's own gate. Never shows the token.
import { Gate, isRecord, type Policy, signedIn, type TrustSource } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { BindingRules, Clock, PrincipalKind } from '../../access/index.ts'
import { PROBLEMS } from '../../problem/problems.ts'
import { describeMoment } from './times.ts'

/** The explanation of a claim, beside its value. */
const NOTES: Readonly<Record<string, string>> = {
  iss: 'who issued it',
  sub: 'whom it speaks for',
  aud: 'which APIs it is for',
  azp: 'the application that asked for it',
  client_id: 'the application that asked for it',
  scope: 'what was asked for and granted',
  permissions: 'what is assigned by roles (RBAC)',
  gty: 'the grant that it came by',
  cnf: 'the key or certificate that it is bound to',
  org_id: 'the organization',
  act: 'who acts for the subject',
  acr: 'the class of the login',
  amr: 'how the user logged in',
}
const LOGIN_CLAIMS: readonly string[] = ['acr', 'amr']
const MOMENTS: readonly string[] = ['iat', 'nbf', 'exp', 'auth_time', 'updated_at']
const KINDS = {
  user: 'a person',
  machine: 'a machine',
  agent: 'an agent',
  anonymous: 'nobody in particular',
} satisfies Record<PrincipalKind, string>
/** The possible forms of a part that cannot be decoded. */
const NO_JWT = 'This is no signed JWT.'

/** The source of trust, and the requirements of the token. */
export interface Judgement {
  readonly source: TrustSource
  readonly clock: Clock
  /** Whether tokens that are bound to a key are accepted or required. */
  readonly dpop: BindingRules['mode']
  /** The access of a route, and its name; without a route any valid token is sufficient. */
  readonly route?: { readonly name: string; readonly access: Policy }
}

/** The explanation, lines for people. */
export async function explain(token: string, judgement: Judgement): Promise<string> {
  const nowSeconds = judgement.clock.now() / 1000
  const parts = token.split('.')
  const [header, claims] = [readPart(parts[0]), readPart(parts[1])]
  const contents =
    parts.length === 3 && header !== null && claims !== null
      ? [section('Header', header, nowSeconds), section('Claims', claims, nowSeconds)]
      : [`${NO_JWT} ${guess(parts.length)}`]
  return [...contents, await verdict(token, judgement)].join('\n\n')
}

function guess(parts: number): string {
  if (parts === 5) return 'Five parts make an encrypted one (JWE): switch encryption off in the settings of the API.'
  if (parts !== 3) return 'An opaque token is what Auth0 gives when no audience was asked for.'
  return 'A part of it can not be read: was it cut off, or changed?'
}

function section(title: string, values: Readonly<Record<string, unknown>>, nowSeconds: number): string {
  const width = Math.max(...Object.keys(values).map((name) => plain(name).length))
  const lines = Object.entries(values).map(([name, value]) => {
    // Those about a login may stand under the prefix of the tenant's claims.
    const own = name.slice(name.lastIndexOf('/') + 1)
    const isMoment = MOMENTS.includes(own) && typeof value === 'number'
    const note = isMoment
      ? describeMoment(value, nowSeconds)
      : title === 'Claims' && (own === name || LOGIN_CLAIMS.includes(own))
        ? NOTES[own]
        : undefined
    const shown = typeof value === 'string' ? plain(value) : plain(JSON.stringify(value))
    return `  ${plain(name).padEnd(width)}  ${shown}${note === undefined ? '' : `  (${note})`}`
  })
  return [title, ...lines].join('\n')
}

async function verdict(token: string, { source, clock, dpop, route }: Judgement): Promise<string> {
  const gate = new Gate({
    source,
    clock,
    observer: { adopted: () => undefined, failed: () => undefined },
    binding: { mode: dpop, replay: null },
    explainRefusals: true,
  })
  const request = { method: 'GET', url: 'http://gateway.invalid/', headers: new Headers() }
  const where = route === undefined ? 'The gateway' : `The gateway, for ${route.name},`
  try {
    // A text that a header cannot contain is no token either.
    request.headers.set('authorization', `Bearer ${token}`)
    const { principal } = await gate.admit(route?.access ?? signedIn, request, { waitUntil: () => undefined })
    const email = principal.email === null ? '' : `, ${plain(principal.email)}`
    return `${where} lets it in: ${KINDS[principal.kind]}, ${plain(principal.id)}${email}.`
  } catch (error) {
    if (error instanceof TypeError)
      return `${where} refuses it with 401 token_malformed: ${PROBLEMS.token_malformed.detail}`
    if (!(error instanceof ProblemError)) throw error
    const { status, detail } = PROBLEMS[error.code]
    const { explanation } = error.facts
    const more = error.code === 'proof_required' ? '\nThe key itself can not be tried here.' : ''
    const found = explanation && `\n  expected  ${plain(explanation.expected)}\n  found     ${plain(explanation.found)}`
    return `${where} refuses it with ${status} ${error.code}: ${detail}${found ?? ''}${more}`
  }
}

function readPart(part: string | undefined): Readonly<Record<string, unknown>> | null {
  if (part === undefined || !/^[\w-]+$/.test(part)) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

// A claim is a stranger's text: no character of it may reach the terminal as a command.
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}
