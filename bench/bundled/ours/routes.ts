// Stands in for src/generated/routes.ts: the real table with the measured route added.
import { ROUTES as REAL_ROUTES } from '../../../src/generated/routes.ts'
import type { RouteRow } from '../../../packages/gatehouse/src/gateway/handler.ts'
import { listItems } from './measured-route.ts'

export { SCOPES, SERVICE_SUMMARIES } from '../../../src/generated/routes.ts'

/** Every route of the gateway, and the measured one. */
export const ROUTES: readonly RouteRow[] = [...REAL_ROUTES, listItems]
