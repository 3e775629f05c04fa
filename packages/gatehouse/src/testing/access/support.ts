// Provides what the tests of access share: keys made per run, a function that signs any token, and a clock, a key source and a background
// that the test controls.
import { base64url, exportJWK, generateKeyPair, importJWK } from 'jose'
import {
  DEFAULT_ALGORITHMS,
  type Background,
  type Clock,
  Gate,
  type Adoption,
  type BindingRules,
  type BoundRequest,
  type KeySet,
  type Policy,
  type PublicKey,
  signedIn,
  type TrustDocument,
  type TrustSource,
  type Verdict,
} from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProblemCode } from '../../problem/problems.ts'

/** The time at which every test begins. */
export const START_SECONDS = 1_800_000_000
export const ISSUER = 'https://tenant.example/'
export const AUDIENCE = 'https://api.example'
export const CLIENT_ID = 'the-application'
export const NAMESPACE = 'https://claims.example'
export const SOFT_AGE_SECONDS = 600
export const HARD_AGE_SECONDS = 86_400

const ENCODER = new TextEncoder()
const SIGNING = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
} as const

type Signature = keyof typeof SIGNING

/** A key pair of a tenant, or of an attacker. */
export interface SigningKey {
  readonly publicKey: Extract<PublicKey, { readonly kty: 'RSA' }>
  sign(input: string, algorithm: Signature): Promise<Uint8Array>
}

/** Makes a new RSA key of 2048 bits. */
export async function makeKey(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(pair.privateKey)
  const { n = '', e = '' } = jwk
  return {
    publicKey: { kty: 'RSA', kid, n, e },
    async sign(input, algorithm) {
      const key = await importJWK(jwk, algorithm)
      if (key instanceof Uint8Array) throw new TypeError('a symmetric key signs nothing here')
      return new Uint8Array(await crypto.subtle.sign(SIGNING[algorithm], key, ENCODER.encode(input)))
    },
  }
}

/** base64url of bytes or text as they are, of any other value as JSON. */
export function encode(part: unknown): string {
  if (part instanceof Uint8Array) return base64url.encode(part)
  return base64url.encode(ENCODER.encode(typeof part === 'string' ? part : JSON.stringify(part)))
}

/** Signs header and payload as they are given (bytes and text unchanged), even if they are wrong. */
export async function forge(
  key: SigningKey,
  header: unknown,
  payload: unknown,
  algorithm: Signature = 'RS256',
): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${encode(await key.sign(input, algorithm))}`
}

export type Members = Readonly<Record<string, unknown>>

export const GOOD_CLAIMS: Members = {
  iss: ISSUER,
  sub: 'auth0|1',
  aud: AUDIENCE,
  iat: START_SECONDS,
  exp: START_SECONDS + 7 * HARD_AGE_SECONDS,
  azp: CLIENT_ID,
  scope: 'read:things',
}

/** A valid access token, except for the given members; an `undefined` member is left out. */
export function mint(key: SigningKey, claims: Members = {}, header: Members = {}): Promise<string> {
  const algorithm = header['alg'] === 'PS256' ? 'PS256' : 'RS256'
  const { kid } = key.publicKey
  return forge(key, { alg: algorithm, typ: 'JWT', kid, ...header }, { ...GOOD_CLAIMS, ...claims }, algorithm)
}

/** A clock that the test moves. */
export class FakeClock implements Clock {
  #millis = START_SECONDS * 1000
  #sleepers: { readonly until: number; readonly wake: () => void }[] = []

  now(): number {
    return this.#millis
  }

  sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ until: this.#millis + millis, wake })
    })
  }

  advance(seconds: number): void {
    this.#millis += seconds * 1000
    const due = this.#sleepers.filter(({ until }) => until <= this.#millis)
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#millis)
    for (const { wake } of due) wake()
  }
}

/** Runs all work that waits only for its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}

/** Keeps the work that was passed to `waitUntil`. */
export class RecordingBackground implements Background {
  readonly works: Promise<unknown>[] = []

  waitUntil(work: Promise<unknown>): void {
    this.works.push(work)
  }

  async finished(): Promise<void> {
    await Promise.allSettled(this.works)
  }
}

/** A source that counts its calls and returns what the test wants: by default the given keys, as fresh as possible. */
export class FakeSource implements TrustSource {
  readonly calls: string[] = []
  readonly #clock: Clock
  keys: Readonly<Record<string, readonly SigningKey[]>>
  terms: Partial<TrustDocument> = {}
  answer: () => Promise<TrustDocument> = async () => this.document()

  constructor(clock: Clock, keys: Readonly<Record<string, readonly SigningKey[]>>) {
    this.#clock = clock
    this.keys = keys
  }

  trust(newest: boolean): Promise<TrustDocument> {
    this.calls.push(newest ? 'trust newest' : 'trust')
    return this.answer()
  }

  refresh(unknownKid: string, issuer: string): Promise<TrustDocument> {
    this.calls.push(`refresh ${issuer} ${unknownKid}`)
    return this.answer()
  }

  /** The document of a tenant that was asked so many seconds ago. */
  document(agoSeconds = 0): TrustDocument {
    const fetchedAt = this.#clock.now() / 1000 - agoSeconds
    const keySets = Object.entries(this.keys).map(([issuer, keys]): KeySet => ({
      issuer,
      keys: keys.map(({ publicKey }) => publicKey),
      fetchedAt,
    }))
    return {
      issuers: Object.keys(this.keys),
      audiences: [AUDIENCE],
      clientId: CLIENT_ID,
      claimNamespace: NAMESPACE,
      profile: {},
      algorithms: DEFAULT_ALGORITHMS,
      explainRefusals: false,
      keySets,
      softAgeSeconds: SOFT_AGE_SECONDS,
      hardAgeSeconds: HARD_AGE_SECONDS,
      tier: 'tenant',
      asked: true,
      ...this.terms,
    }
  }
}

/** A gate with its dependencies. */
export interface Scene {
  readonly clock: FakeClock
  readonly source: FakeSource
  readonly background: RecordingBackground
  readonly gate: Gate
  readonly changes: Adoption['changes'][number][]
  readonly failures: unknown[]
  /** Sends a token to the gate; by default for a route that requires only a valid one. */
  readonly admit: (token: string, policy?: Policy) => Promise<Verdict>
}

/** Opens a gate for the tenant with these keys, by issuer if there are several. */
export function openGate(
  keys: readonly SigningKey[] | Readonly<Record<string, readonly SigningKey[]>>,
  binding: BindingRules = PLAIN,
): Scene {
  const clock = new FakeClock()
  const source = new FakeSource(clock, Array.isArray(keys) ? { [ISSUER]: keys } : (keys as FakeSource['keys']))
  const background = new RecordingBackground()
  const changes: Adoption['changes'][number][] = []
  const failures: unknown[] = []
  const observer = {
    adopted: (adoption: Adoption) => void changes.push(...adoption.changes),
    failed: (cause: unknown) => void failures.push(cause),
  }
  const gate = new Gate({ source, clock, observer, binding })
  const admit = (token: string, policy: Policy = signedIn): Promise<Verdict> =>
    gate.admit(policy, requestWith(`Bearer ${token}`), background)
  return { clock, source, background, gate, changes, failures, admit }
}

/** Bound tokens are accepted, and unbound ones too, as behind the gateway. */
export const PLAIN: BindingRules = { mode: 'off', replay: null }

/** A request with this Authorization header. */
export function requestWith(authorization: string | null): BoundRequest {
  return { method: 'GET', url: 'https://api.example/', headers: headersWith(authorization) }
}

/** The request headers as the gate reads them; `null` for no Authorization header. */
export function headersWith(authorization: string | null): { get(name: string): string | null } {
  return { get: (name) => (name.toLowerCase() === 'authorization' ? authorization : null) }
}

/** Returns the refusal of some work, or `null` when it passes. Any other error is a failure of the test. */
export async function refusalOf(work: Promise<unknown> | (() => unknown)): Promise<ProblemError | null> {
  try {
    await (typeof work === 'function' ? work() : work)
    return null
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
}

/** Returns the result of some work: `passes`, or the code of its refusal. */
export async function outcomeOf(work: Promise<unknown> | (() => unknown)): Promise<'passes' | ProblemCode> {
  return (await refusalOf(work))?.code ?? 'passes'
}
