// Checks an operation against the current token, with the same function as the gateway.
import type { Policy } from '../../../access/index.ts'
import { authorize } from '../../../access/authorization.ts'
import { tokenNeed } from '../../../access/policy.ts'
import { ProblemError } from '../../../access/problem-error.ts'
import { describePolicy } from '../../../http/security.ts'
import type { State } from './session.ts'
import type { DocumentedOperation } from './swagger.ts'

/** What the reader lacks for an operation, and the remedy. */
export type Judgement =
  | { readonly kind: 'open' | 'granted' | 'signedOut' | 'expired' | 'unknown' }
  | { readonly kind: 'lacks'; readonly what: 'scope' | 'permission' | 'more'; readonly names: readonly string[] }

/** Checks an operation. */
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

/** The access of an operation, in the words of its contract; every second piece is the name of a scope or a permission. */
export function demandOf(access: Policy): string[] {
  return describePolicy(access)
    .replace(/^\*\*Access:\*\* /, '')
    .replace(/\.$/, '')
    .split('`')
}

/** The scopes to request for an operation: those of its first alternative. */
export function scopesOf({ security }: DocumentedOperation): readonly string[] {
  const alternatives = (security ?? []).filter((requirement) => Object.keys(requirement).length > 0)
  return Object.values(alternatives[0] ?? {})[0] ?? []
}
