// The tenant's key, made for this run, and tokens of the shape and size that Auth0 gives them.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'

const MODULUS_BITS = 2048
const TOKEN_LIFETIME_SECONDS = 86_400
/** Signing runs on the thread pool; more at once would only wait there. */
const SIGNERS = 8

const signing = promisify(
  (data: Buffer, key: KeyObject, done: (error: Error | null, signature: Buffer) => void): void =>
    sign('sha256', data, key, done),
)

/** The API that every token is for. */
export const AUDIENCE = 'https://api.bench.example'

/** The issuer, as the `iss` of its tokens. @param port where it listens on the loopback */
export function issuerAt(port: number): string {
  return `http://127.0.0.1:${port}/`
}

/** The tenant's key pair of this run. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKeyPem: string
  /** The key set as the tenant serves it, as text. */
  readonly jwks: string
}

/** Two tokens that differ in nothing but their signature. */
export interface Credentials {
  readonly good: string
  readonly forged: string
}

/** Makes a key pair, and a second key that signs nothing: Auth0 always lists the next one. */
export function createSigningKey(): SigningKey {
  const [current, next] = [keyPair(), keyPair()]
  const entries = [current, next].map(({ publicKey, kid }) => {
    return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }
  })
  return {
    kid: current.kid,
    privateKey: current.privateKey,
    publicKeyPem: pemOf(current.publicKey),
    jwks: JSON.stringify({ keys: entries }),
  }
}

/** Signs so many tokens, each of another user. @param more permissions besides those that every token has */
export async function createTokens(
  key: SigningKey,
  issuer: string,
  count: number,
  more: readonly string[] = [],
): Promise<string[]> {
  const tokens: string[] = []
  const now = Math.floor(Date.now() / 1000)
  let left = count
  await Promise.all(
    Array.from({ length: SIGNERS }, async () => {
      while (left-- > 0) tokens.push(await createToken(key, issuer, now, more))
    }),
  )
  return tokens
}

/** Breaks the signature of tokens and nothing else. */
export function forge(tokens: readonly string[]): string[] {
  return tokens.map((token) => {
    const start = token.lastIndexOf('.') + 1
    const signature = Buffer.from(token.slice(start), 'base64url')
    signature.writeUInt8(signature.readUInt8(100) ^ 1, 100)
    return token.slice(0, start) + signature.toString('base64url')
  })
}

async function createToken(
  { kid, privateKey }: SigningKey,
  issuer: string,
  now: number,
  more: readonly string[],
): Promise<string> {
  const header = { alg: 'RS256', typ: 'JWT', kid }
  const user = randomBytes(12).toString('hex')
  const claims = {
    'https://bench.example/email': `${user}@example.com`,
    iss: issuer,
    sub: `auth0|${user}`,
    aud: [AUDIENCE, `${issuer}userinfo`],
    iat: now,
    exp: now + TOKEN_LIFETIME_SECONDS,
    scope: 'openid profile email read:bench read:payments',
    azp: 'kZ8w0tQvY3nN5sD1rB7uXcJfLmHgEa2P',
    permissions: ['read:bench', 'read:payments', ...more],
  }
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${(await signing(Buffer.from(input), privateKey)).toString('base64url')}`
}

// Which type an export in this format has depends on the version of Node's types.
function pemOf(key: KeyObject): string {
  const pem: unknown = key.export({ format: 'pem', type: 'spki' })
  return String(pem)
}

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS })
  const fingerprint = createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' }))
  return { publicKey, privateKey, kid: fingerprint.digest('base64url').slice(0, 21) }
}
