// Judges an operation by the token at hand, with the very function that the gateway judges with.
import type { Policy } from '../../../access/index.ts'
import { authorize, tokenNeed } from '../../../access/policy.ts'
import { ProblemError } from '../../../access/problem-error.ts'
import { describePolicy } from '../../../http/security.ts'
import type { State } from './session.ts'
import type { DocumentedOperation } from './swagger.ts'

/** What stands between the reader and an operation, and what would help. */
export type Judgement =
  | { readonly kind: 'open' | 'granted' | 'signedOut' | 'expired' | 'unknown' }
  | { readonly kind: 'lacks'; readonly what: 'scope' | 'permission' | 'more'; readonly names: readonly string[] }

/** Judges. */
export function judge(access: Policy, { session, isExpired }: State): Judgement {
  if (tokenNeed(access) !== 'required') return { kind: 'open' }
  if (session === null) return { kind: 'signedOut' }
  if (isExpired) return { kind: 'expired' }
  if (session.principal === null) return { kind: 'unknown' }
  try {
    authorize(access, session.principal)
    return { kind: 'granted' }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const names = error.facts.required ?? []
    if (error.code === 'scope_missing') return { kind: 'lacks', what: 'scope', names }
    return { kind: 'lacks', what: error.code === 'permission_missing' ? 'permission' : 'more', names }
  }
}

/** What an operation demands, in the words of its contract; every second piece is the name of a scope or a permission. */
export function demandOf(access: Policy): string[] {
  return describePolicy(access)
    .replace(/^\*\*Access:\*\* /, '')
    .replace(/\.$/, '')
    .split('`')
}

/** The scopes to ask for, so that the operation lets in: of its first alternative. */
export function scopesOf({ security }: DocumentedOperation): readonly string[] {
  const alternatives = (security ?? []).filter((requirement) => Object.keys(requirement).length > 0)
  return Object.values(alternatives[0] ?? {})[0] ?? []
}
