// Defines the findings of the doctor: a line each, with a remedy for a defect.

/** One thing that was looked at. */
export interface Finding {
  readonly check: string
  /** `skipped`: it was not looked at, and the detail says why. `warning`: it works, and should be better. */
  readonly state: 'good' | 'bad' | 'skipped' | 'warning'
  readonly detail: string
  /** The remedy; only for a defect or a warning. */
  readonly remedy?: string
  /** The page of Auth0's documentation about the setting. */
  readonly page?: string
}

const MARKS = { good: '✓', bad: '✗', skipped: '–', warning: '!' } as const satisfies Record<Finding['state'], string>

/** All is well. */
export function good(check: string, detail: string): Finding {
  return { check, state: 'good', detail }
}

/** Something is wrong, and this puts it right. */
export function bad(check: string, detail: string, remedy: string, page?: string): Finding {
  return { check, state: 'bad', detail, remedy, ...(page !== undefined && { page }) }
}

/** It works, and this makes it better. */
export function warning(check: string, detail: string, remedy: string, page?: string): Finding {
  return { check, state: 'warning', detail, remedy, ...(page !== undefined && { page }) }
}

/** Not looked at, and why. */
export function skipped(check: string, detail: string): Finding {
  return { check, state: 'skipped', detail }
}

/** A finding in one line, with its remedy and its page in others. */
export function lineOf({ check, state, detail, remedy, page }: Finding): string {
  const line = `${MARKS[state]} ${check.padEnd(CHECK_WIDTH)} ${detail}`
  const below = [remedy === undefined ? [] : `→ ${remedy}`, page === undefined ? [] : `  ${page}`].flat()
  return [line, ...below.map((text) => `  ${''.padEnd(CHECK_WIDTH)} ${text}`)].join('\n')
}

const CHECK_WIDTH = 14

/** Returns whether there is a defect. */
export function hasFaults(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'bad')
}
