// Reads the access of an operation from the document.
import type { Policy } from '../../../access/index.ts'
import { describePolicy } from '../../../http/security.ts'
import type { DocumentedOperation } from './swagger.ts'

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
