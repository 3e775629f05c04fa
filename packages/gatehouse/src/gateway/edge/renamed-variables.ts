// Logs the variables under names that the next version does not read.
import { log } from '../../http/log.ts'
import type { FormerName } from '../../tenant/variables.ts'

/** Logs one line for all of them, or none. */
export function reportFormerNames(formerNames: readonly FormerName[]): void {
  if (formerNames.length === 0) return
  log('warn', 'variables_renamed', { variables: formerNames, remedy: 'give each its new name before the next version' })
}
