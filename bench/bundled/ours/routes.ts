// Stands in for src/gateway/generated/routes.ts: the real table with the measured route added.
import { ROUTES as REAL_ROUTES } from '../../../src/gateway/generated/routes.ts'
import type { RouteRow } from '../../../src/gateway/route-table.ts'
import { listItems } from './measured-route.ts'

export { SCOPES, SERVICE_SUMMARIES } from '../../../src/gateway/generated/routes.ts'

/** Every route of the gateway, and the measured one. */
export const ROUTES: readonly RouteRow[] = [...REAL_ROUTES, listItems]
