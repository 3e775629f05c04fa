// Admits signed webhooks at the gateway: the signature is verified over the whole body before a service sees a byte of it, and each is
// accepted once. Only the first webhook of an isolate loads this module.
import type { AcceptedSignature, SignedByPolicy } from '../../access/index.ts'
import { describeError, log } from '../../http/log.ts'
import { SignatureGate, withBody } from '../../http/signed-request.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProofNamespace } from '../tenant-types.ts'

/** The dependencies of signed webhooks. */
export interface WebhookDependencies {
  /** Returns the value of a variable. */
  readonly secretOf: (name: string) => unknown
  /** Remembers the signatures that were used, beside the proofs of possession. */
  readonly memory: ProofNamespace
}

/** A webhook that was admitted. */
export interface AdmittedWebhook {
  /** The request with its body, which was read. */
  readonly request: Request
  /** Forgets its signature, so that its sender may send it again. It never rejects. */
  readonly release: () => Promise<void>
}

/** The part of a route that its webhooks need. */
export interface WebhookRoute {
  readonly operationId: string
  readonly bodyMaxBytes: number
}

/**
 * Creates the gate of a route.
 *
 * @returns a function that admits a request. It throws ProblemError as {@link SignatureGate.admit}, `signature_replayed` and
 *   `proofs_unavailable`
 */
export function webhookGate(
  policy: SignedByPolicy,
  { operationId, bodyMaxBytes }: WebhookRoute,
  { secretOf, memory }: WebhookDependencies,
): (request: Request) => Promise<AdmittedWebhook> {
  const gate = new SignatureGate(policy, bodyMaxBytes)
  // One object for each secret and route: a sender has few requests a second, and may send one event to two routes, alike to the letter.
  const recent = () => memory.getByName(`webhooks ${policy.secret} ${operationId}`)
  const claim = async ({ name, endsAt }: AcceptedSignature): Promise<boolean> => {
    try {
      return await recent().claim(name, endsAt)
    } catch (cause) {
      throw new ProblemError('proofs_unavailable', { cause })
    }
  }
  return async (request) => {
    const { body, signature } = await gate.admit(request, secretOf)
    if (signature !== null && !(await claim(signature))) throw new ProblemError('signature_replayed')
    return {
      request: withBody(request, { body }),
      release: async () => {
        try {
          if (signature !== null) await recent().release(signature.name)
        } catch (cause) {
          log('warn', 'webhook_release_failed', { cause: describeError(cause) })
        }
      },
    }
  }
}
