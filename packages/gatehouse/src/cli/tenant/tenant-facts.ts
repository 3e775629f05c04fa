// Types for what the project says of a tenant.
import type { Auth0Config } from '../../config/auth0-config.ts'
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import type { LoginDemands } from '../login-demands.ts'
import type { PlannedScope } from '../plan/plan.ts'

/** An environment whose variables name this tenant. */
export interface TenantEnvironment {
  readonly name: string
  readonly audience: string
  /** The origin of the gateway; `null` when it is not known. */
  readonly gatewayUrl: string | null
  /** `AUTH0_CALLBACK_URL`, where it is not the usual one. */
  readonly callbackUrl: string | null
}

/** The facts about the project. */
export interface TenantFacts {
  /** The short name: the mark of what is ours. */
  readonly project: string
  readonly title: string
  readonly config: Auth0Config
  readonly scopes: readonly PlannedScope[]
  /** The identifier of the API. */
  readonly audience: string
  readonly claimNamespace: string | null
  /** The chosen one, and the others in the same tenant. */
  readonly environments: readonly TenantEnvironment[]
  /** Whether `GATEHOUSE_RESOURCE` is set. */
  readonly hasResource: boolean
  /** What the routes require of a login. */
  readonly logins: LoginDemands
  /** What services get tokens of their own for. */
  readonly exchanges: readonly ExchangeFact[]
}

/** What a service gets a token of its own for. */
export interface ExchangeFact extends ExchangeRule {
  /** Whether the service is a Worker, whose policies read our claims in such a token. */
  readonly isWorker: boolean
}
