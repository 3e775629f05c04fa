// The shape of what is generated from the contracts. The rows themselves are in generated/.
import type { Policy } from '#access'
import type { RouteLimits } from '#http/limits'
import type { BodyRule } from '#http/request-body'

/** One operation: how it is matched, what it demands, and who answers it. */
export interface RouteRow extends RouteLimits {
  readonly method: string
  /** As Hono's router takes it: `/payments/:id`. */
  readonly path: string
  readonly operationId: string
  /** A name of the table of services, or `null` for the gateway itself. */
  readonly service: string | null
  readonly access: Policy
  /** What the gateway holds the body against, for a service in another technology. A domain holds it itself. */
  readonly body?: BodyRule
}

/** What can be asked of the tenant for the operations of a service. */
export interface ServiceScopes {
  /** A name of the table of services, or `null` for the gateway itself. */
  readonly service: string | null
  readonly scopes: readonly string[]
}

/** A service as the index page shows it. */
export interface ServiceSummary {
  readonly name: string
  readonly title: string
  readonly description: string
}
