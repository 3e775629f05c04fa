// Stands in for src/gateway/services.ts: the real table with the test's domains added.
import { type Service, SERVICES as REAL_SERVICES } from '../../../src/gateway/services.ts'

export type { Service }

/** Every domain, and those of the test. */
export const SERVICES: readonly Service[] = [
  ...REAL_SERVICES,
  { name: 'echo', binding: 'ECHO' },
  { name: 'crash', binding: 'CRASH', timeoutMillis: 500 },
  { name: 'absent', binding: 'ABSENT' },
]
