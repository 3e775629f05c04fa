// Determines the problems that may refuse an operation before its handler, for the OpenAPI document.
import { type Policy, tokenNeed } from '../access/index.ts'
import { type ProblemCode, PROBLEMS } from './problems.ts'
import type { Problem } from './row.ts'

/** The facts about an operation that are needed here. */
export interface RefusedOperation {
  readonly access: Policy
  /** Whether it has parameters or a body. */
  readonly hasInput: boolean
  /** Whether it reads a body. */
  readonly hasBody: boolean
  /** Whether its callers are counted. */
  readonly isCounted: boolean
  /** Whether its service gets tokens of its own. */
  readonly isExchanged?: boolean
}

/** The problems of one status. */
export interface ProblemAnswer {
  readonly description: string
  readonly codes: readonly ProblemCode[]
}

/** Problems by their status. */
export type ProblemAnswers = Readonly<Record<number, ProblemAnswer>>

const UNAVAILABLE = {
  description:
    'No token can be judged at the moment, or the service does not answer: `Retry-After` says when to try again',
  codes: ['keys_unavailable', 'service_unavailable', 'proofs_unavailable', 'tenant_unavailable', 'not_configured'],
} as const satisfies ProblemAnswer
const UNSIGNED: ProblemAnswers = {
  401: {
    description: 'No signature, or one that is not good',
    codes: ['signature_missing', 'signature_invalid', 'signature_expired'],
  },
  409: { description: 'The signature was used before', codes: ['signature_replayed'] },
}
const TOO_LARGE: ProblemAnswer = { description: 'The body is too large', codes: ['body_too_large'] }

/** The problems of a token that does not satisfy a policy. */
const DEMANDED = {
  anyone: [],
  guest: [],
  signedIn: [],
  user: ['user_required'],
  machine: ['machine_required'],
  signedBy: [],
  emailRequired: ['email_missing'],
  organization: ['organization_required'],
  scopes: ['scope_missing'],
  anyScope: ['scope_missing'],
  permissions: ['permission_missing'],
  anyPermission: ['permission_missing'],
  recentLogin: ['user_required', 'insufficient_user_authentication'],
  mfa: ['user_required', 'insufficient_user_authentication'],
  actor: ['actor_required'],
  directly: ['actor_forbidden'],
  agent: ['agent_required'],
  claim: ['claim_missing'],
} as const satisfies Record<Exclude<Policy['kind'], 'and' | 'or'>, readonly ProblemCode[]>

/** Returns the problems of guard and validation. */
export function describeProblemAnswers(operation: RefusedOperation): ProblemAnswers {
  const { access, hasInput, hasBody, isCounted, isExchanged = false } = operation
  const exchanged = isExchanged ? (['token_exchange_refused'] as const) : []
  const need = tokenNeed(access)
  const demanded = demandedBy(access)
  const logins = demanded.filter((code) => PROBLEMS[code].status === 401)
  return {
    // A token among the protocols of a WebSocket beside another one is refused for every kind of access.
    400: hasInput
      ? {
          description: 'The request is invalid, or carries more than one token',
          codes: ['request_invalid', 'token_ambiguous'],
        }
      : { description: 'The request carries more than one token', codes: ['token_ambiguous'] },
    ...(access.kind === 'signedBy' && UNSIGNED),
    ...(need === 'required' && {
      401: {
        description:
          logins.length === 0
            ? 'No access token, or one that is not good'
            : 'No access token, one that is not good, or a login that does not suffice: the challenge says what a new one must satisfy',
        codes: [...new Set([...codesWith(401), ...logins])],
      },
    }),
    ...(need === 'optional' && {
      401: {
        description: 'An access token that is not good',
        codes: codesWith(401).filter((code) => code !== 'token_missing'),
      },
    }),
    ...(need === 'required' && {
      403: {
        description:
          access.kind === 'signedIn'
            ? 'A session, and no proof that a page of this very origin sent the request'
            : 'The token lacks what the operation demands',
        codes: [...new Set(demanded.filter((code) => PROBLEMS[code].status === 403)), ...exchanged, 'origin_forbidden'],
      },
    }),
    ...(need === 'optional' &&
      isExchanged && {
        403: { description: 'The tenant issues no token for the service in the name of the caller', codes: exchanged },
      }),
    ...(hasBody && {
      413: TOO_LARGE,
      415: {
        description: 'The body is compressed, or of a media type that is not taken',
        codes: ['media_type_unsupported', 'content_encoding_unsupported'],
      },
    }),
    ...(isCounted && {
      429: { description: 'Too many requests: `Retry-After` says when to try again', codes: ['rate_limited'] },
    }),
    ...(need !== 'ignored' && {
      431: { description: 'The `Authorization` header is too large', codes: ['header_too_large'] },
    }),
    500: { description: 'Something went wrong here: the request id leads to the log', codes: ['internal'] },
    ...((need !== 'ignored' || access.kind === 'signedBy') && { 503: unavailable(isExchanged) }),
  }
}

/**
 * Returns the problems of forwarding, in addition: the gateway answers with them in place of the service.
 *
 * @param isExchanged whether the service gets tokens of its own
 */
export function forwardingProblems(isExchanged: boolean): ProblemAnswers {
  return {
    413: TOO_LARGE,
    502: { description: 'The service failed, or could not be reached', codes: ['service_failed'] },
    503: unavailable(isExchanged),
    504: { description: 'The service took too long', codes: ['service_timeout'] },
  }
}

function unavailable(isExchanged: boolean): ProblemAnswer {
  return isExchanged ? { ...UNAVAILABLE, codes: [...UNAVAILABLE.codes, 'token_exchange_limited'] } : UNAVAILABLE
}

/** Returns the examples of a response: each refers to the component of its code. */
export function exampleReferences(codes: readonly string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
}

/** Returns every code of a token with this status that no policy has of its own. */
function codesWith(status: Problem['status']): ProblemCode[] {
  const demanded: readonly ProblemCode[] = Object.values(DEMANDED).flat()
  return (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => {
    const problem: Problem = PROBLEMS[code]
    return problem.status === status && problem.challenge !== 'signature' && !demanded.includes(code)
  })
}

function demandedBy(policy: Policy): readonly ProblemCode[] {
  return 'policies' in policy ? policy.policies.flatMap(demandedBy) : DEMANDED[policy.kind]
}
