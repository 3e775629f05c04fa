// Stands in for src/gateway/services.ts: the real table with the measured domain added.
import { type Service, SERVICES as REAL_SERVICES } from '../../../src/gateway/services.ts'

export type { Service }

/** Every domain, and the measured one. */
export const SERVICES: readonly Service[] = [...REAL_SERVICES, { name: 'bench', binding: 'BENCH' }]
