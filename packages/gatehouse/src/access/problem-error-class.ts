// The error class of every refusal. It contains a code and facts for the response, never a key or a token, and a claim only in an
// explanation. The codes are in problem-error.ts (this library) and in packages/gatehouse/src/problem (all of them).

/** One thing that is wrong with a request. `in` says where it is (`body`, `query`, `path`, `header`), and `path` names the field inside it. */
export interface InvalidField {
  readonly in: string
  readonly path: string
  readonly message: string
}

/** Why a token was refused, for client developers. It may quote claims, so it is made only where `explainRefusals` is set. */
export interface Explanation {
  readonly expected: string
  readonly found: string
}

/** Facts about a problem that its answer may show. Each code uses those that it needs. */
export interface ProblemDetails {
  /** A sentence for the client in place of the table's. It must not contain anything from a token. */
  readonly detail?: string
  /** The scopes or permissions that the route requires (RFC 6750 §3, `scope`). */
  readonly required?: readonly string[]
  /** The scopes to request a token with, for a caller without a valid token (RFC 6750 §3, `scope`). */
  readonly scope?: readonly string[]
  /** How many seconds the login of the user may be old (RFC 9470 §3, `max_age`). */
  readonly maxAgeSeconds?: number
  /** The classes of a login, one of which is required (RFC 9470 §3, `acr_values`). */
  readonly acrValues?: readonly string[]
  /** The defects of the request, for `request_invalid`. */
  readonly errors?: readonly InvalidField[]
  /** The methods that the path has, for `method_not_allowed` (RFC 9110 §15.5.6). */
  readonly allow?: readonly string[]
  /** The media types that the operation accepts, for `media_type_unsupported` (RFC 9110 §15.5.16). */
  readonly accept?: readonly string[]
  /** Whole seconds until the client may try again (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number
  /** Whether proofs of possession are accepted or required, so that the challenge says so (RFC 9449 §7.1). */
  readonly dpop?: 'allowed' | 'required'
  /** The nonce that the next proof must contain, for the header `DPoP-Nonce` (RFC 9449 §8). */
  readonly nonce?: string
  /** Only where `explainRefusals` is set. */
  readonly explanation?: Explanation
  /** The underlying error. It is logged for outages and never shown. */
  readonly cause?: unknown
}

/** An error with one of a closed set of codes. */
export class ProblemErrorOf<Code extends string> extends Error {
  override readonly name = 'ProblemError'
  readonly code: Code
  readonly facts: ProblemDetails

  constructor(code: Code, facts: ProblemDetails = {}) {
    super(code, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.facts = facts
  }

  /** Returns the same problem with more facts. */
  with(facts: ProblemDetails): ProblemErrorOf<Code> {
    return new ProblemErrorOf(this.code, { ...this.facts, ...facts })
  }
}

/** The class of such errors, for one set of codes. At run time there is only one class for all codes. */
export interface ProblemErrorClass<Code extends string> {
  new (code: Code, facts?: ProblemDetails): ProblemErrorOf<Code>
  readonly prototype: ProblemErrorOf<Code>
}
