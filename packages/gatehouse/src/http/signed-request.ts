// Admits signed webhooks: it finds the secrets among the variables of its Worker, reads the body once, and verifies the signature over its
// bytes. The gateway and the domain both do.
import { type AcceptedSignature, readSecrets, type SignedByPolicy, SignatureVerifier } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { systemClock } from './clock.ts'
import { log } from './log.ts'
import { readBytes } from './request-body.ts'

type RequestWithBody = Pick<Request, 'body' | 'headers'>

/** A request whose signature is good. */
export interface SignedRequest {
  /** Its body, as it was sent. */
  readonly body: Uint8Array<ArrayBuffer>
  /** What must not be accepted again; `null` for a scheme without it. */
  readonly signature: AcceptedSignature | null
}

/** The gate of a route for signed webhooks. */
export class SignatureGate {
  readonly #policy: SignedByPolicy
  readonly #bodyMaxBytes: number
  #verifier: { readonly value: unknown; readonly verifier: SignatureVerifier } | null = null

  constructor(policy: SignedByPolicy, bodyMaxBytes: number) {
    this.#policy = policy
    this.#bodyMaxBytes = bodyMaxBytes
  }

  /**
   * Verifies a request, and reads its body.
   *
   * @param secretOf returns the value of a variable
   * @throws ProblemError `signature_missing`, `signature_invalid`, `signature_expired`, `body_too_large`; `not_configured` without a secret
   */
  async admit(request: RequestWithBody, secretOf: (name: string) => unknown): Promise<SignedRequest> {
    if (Number(request.headers.get('content-length')) > this.#bodyMaxBytes) throw new ProblemError('body_too_large')
    const verifier = this.#verifierOf(secretOf(this.#policy.secret))
    let body: Uint8Array<ArrayBuffer> | null = null
    const read = async (): Promise<Uint8Array<ArrayBuffer>> => (body ??= await readBytes(request, this.#bodyMaxBytes))
    const signature = await verifier.verify(request.headers, read, systemClock.now() / 1000)
    return { body: await read(), signature }
  }

  // The value is compared, because a Worker's variables are the same object for as long as its isolate lives, and a test's are not.
  #verifierOf(value: unknown): SignatureVerifier {
    if (this.#verifier !== null && this.#verifier.value === value) return this.#verifier.verifier
    const secrets = readSecrets(value)
    if (secrets === null) {
      const { secret: variable } = this.#policy
      const remedy = 'set it to the secret of the sender: 16 characters or more, or two of them separated by a comma'
      log('error', 'webhook_secret_missing', { variable, remedy })
      throw new ProblemError('not_configured', { detail: `The secret ${variable} is not set, or cannot be one.` })
    }
    const verifier = new SignatureVerifier(this.#policy.scheme, secrets)
    this.#verifier = { value, verifier }
    return verifier
  }
}

/** Returns a request with the body that was read from it. */
export function withBody(request: Request, { body }: Pick<SignedRequest, 'body'>): Request {
  return new Request(request, { method: request.method, body })
}
