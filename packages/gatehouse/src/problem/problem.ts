// Turns a refusal into its response: application/problem+json (RFC 9457) and, for 401 and 403, the challenge of RFC 6750 §3. The response
// contains nothing of a token, a key, a stack or a library's message. Only an explanation quotes claims
// (packages/gatehouse/src/access/explain.ts).
import { PROOF_ALGORITHMS, type ProblemDetails, type RefusalTerms } from '../access/index.ts'
import { DATA_HEADERS } from '../http/data-headers.ts'
import { describeError, log } from '../http/log.ts'
import { metadataUrlOf } from '../http/resource-metadata.ts'
import type { ProblemErrorOf } from '../access/problem-error-class.ts'
import { problemOf } from './own-problem-error.ts'
import { ProblemError } from './problem-error.ts'
import { documentationOf } from './problems.ts'
import type { AnsweredProblem, ChallengeError } from './row.ts'

/** The media type of every error. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** The header with the code of an error, as in the document. */
export const PROBLEM_CODE_HEADER = 'x-problem-code'

/** The realm of challenges, unless the project says otherwise. */
export const REALM = 'gatehouse'

/** The `Retry-After` of an outage without a known end. */
const RETRY_AFTER_SECONDS = 5

/**
 * Makes the answer of whatever was thrown: `application/problem+json` (RFC 9457), with the challenge of RFC 6750 §3 for 401 and 403. Anything
 * but a `ProblemError` is a defect, which is logged whole and answered with a fixed text.
 *
 * The code stands in the header `X-Problem-Code` too, for a program that hands the answer on and does not read it.
 *
 * @param requestId what the request is called: the way into the log
 * @param url the protected resource, which is the address that was asked for unless the configuration names one: a challenge leads
 * to its metadata (RFC 9728 §5.1)
 *
 * @example
 * import { scopes } from 'gatehouse/access'
 * import type { Background, Gate } from 'gatehouse/gate'
 * import { problemResponse } from 'gatehouse/problem'
 *
 * export async function answer(request: Request, gate: Gate, ctx: Background): Promise<Response> {
 *   try {
 *     const { principal } = await gate.admit(scopes('read:reports'), request, ctx)
 *     return Response.json({ caller: principal.id })
 *   } catch (error) {
 *     return problemResponse(error, crypto.randomUUID(), request.url)
 *   }
 * }
 */
export function problemResponse(
  error: unknown,
  requestId: string,
  url: string | null = null,
  terms: ProblemTerms = {},
): Response {
  const refusal = error instanceof ProblemError ? error : new ProblemError('internal', { cause: error })
  const problem = problemOf(refusal)
  if (problem.status >= 500) {
    log('error', 'server_error', { requestId, code: refusal.code, cause: describeError(refusal.cause ?? refusal) })
  }
  return new Response(JSON.stringify(problemDocument(refusal, requestId, terms)), {
    status: problem.status,
    headers: headersOf(refusal, problem, requestId, url, terms),
  })
}

/** The words of the project, and the trace of this request. */
export interface ProblemTerms extends RefusalTerms {
  /** The id of its trace on the platform; a request that is not traced has none. */
  readonly traceId?: string
}

/** Returns the document of a problem (RFC 9457 §3). */
export function problemDocument(
  refusal: ProblemErrorOf<string>,
  requestId: string,
  { problemTypes, traceId }: ProblemTerms = {},
): object {
  const { code, facts } = refusal
  const problem = problemOf(refusal)
  const { detail, errors, required, explanation, maxAgeSeconds, acrValues } = facts
  const retryAfter = retryAfterOf(refusal, problem)
  return {
    type: documentationOf(code, problemTypes),
    title: problem.title,
    status: problem.status,
    detail: detail ?? describe(problem, required),
    code,
    requestId,
    ...(traceId !== undefined && { traceId }),
    ...(required && { required }),
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
    ...(acrValues && { acrValues }),
    ...(errors && { errors }),
    ...(retryAfter !== null && { retryAfter }),
    ...(explanation && { explanation: { ...explanation, documentation: documentationOf(code, problemTypes) } }),
  }
}

function describe(problem: AnsweredProblem, required: readonly string[] | undefined): string {
  return required === undefined ? problem.detail : `${problem.detail} It demands ${required.join(' ')}.`
}

function headersOf(
  refusal: ProblemError,
  problem: AnsweredProblem,
  requestId: string,
  url: string | null,
  { realm }: RefusalTerms,
): Headers {
  const headers = new Headers({
    'content-type': PROBLEM_MEDIA_TYPE,
    'cache-control': 'no-store',
    ...DATA_HEADERS,
    'x-request-id': requestId,
    [PROBLEM_CODE_HEADER]: refusal.code,
  })
  const { allow, accept, nonce } = refusal.facts
  if (problem.challenge !== undefined) {
    headers.set('www-authenticate', challengeOf(problem.challenge, refusal.facts, url, realm))
  }
  if (nonce !== undefined) headers.set('dpop-nonce', nonce)
  if (allow !== undefined) headers.set('allow', allow.join(', '))
  if (accept !== undefined) headers.set('accept', accept.join(', '))
  // RFC 9110 §12.5.3: says that the content coding was the reason, and which one is accepted.
  if (refusal.code === 'content_encoding_unsupported') headers.set('accept-encoding', 'identity')
  const retryAfter = retryAfterOf(refusal, problem)
  if (retryAfter !== null) headers.set('retry-after', String(retryAfter))
  return headers
}

function retryAfterOf({ code, facts }: ProblemErrorOf<string>, { status }: AnsweredProblem): number | null {
  // A configuration does not change by itself.
  const hasDefault = (status === 503 && code !== 'not_configured') || status === 429
  return facts.retryAfterSeconds ?? (hasDefault ? RETRY_AFTER_SECONDS : null)
}

// RFC 6750 §3 and RFC 9449 §7.1 (a signature has a scheme of its own, which no registry names): without a token the challenge names only the accepted schemes, the scopes to request, and the metadata.
// RFC 9470 §3: for a login that does not suffice it says what a new one must satisfy.
// For a malformed request a scope is no remedy.
function challengeOf(
  error: ChallengeError | 'signature' | null,
  { required, scope = required, dpop, maxAgeSeconds, acrValues }: ProblemDetails,
  url: string | null,
  realm: string = REALM,
): string {
  if (error === 'signature') return `Signature realm="${realm}"`
  const details = [
    ...(error === null ? [] : [`error="${error}"`]),
    ...(scope === undefined || error === 'invalid_request' ? [] : [`scope="${scope.join(' ')}"`]),
    ...(maxAgeSeconds === undefined ? [] : [`max_age="${maxAgeSeconds}"`]),
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues.join(' ')}"`]),
    ...(url === null ? [] : [`resource_metadata="${metadataUrlOf(url)}"`]),
  ]
  const bearer = [`Bearer realm="${realm}"`, ...details]
  const proof = [`DPoP algs="${PROOF_ALGORITHMS.join(' ')}"`, ...details]
  if (error === 'invalid_dpop_proof' || error === 'use_dpop_nonce' || dpop === 'required') return proof.join(', ')
  return (dpop === 'allowed' ? [...bearer, ...proof] : bearer).join(', ')
}
