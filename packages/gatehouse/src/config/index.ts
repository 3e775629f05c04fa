// The entry `gatehouse/config`: what a project says of itself for the build step, as data with its types checked. Nothing of it runs in a Worker.
import type { OriginSettings, ServiceSettings, WorkerSettings } from '../gateway/handler.ts'
import type { ProjectConfig } from './project-config.ts'

export type { OriginSettings, ServiceSettings, WorkerSettings } from '../gateway/handler.ts'
export type {
  Auth0Config,
  Auth0EventsConfig,
  Auth0ExchangeConfig,
  Auth0RefreshTokensConfig,
  Auth0RoleConfig,
  Auth0TokensConfig,
  ClaimSource,
} from './auth0-config.ts'
export type {
  BrandConfig,
  Colour,
  PagesAccess,
  ProjectConfig,
  TenantConfig,
  TenantUserConfig,
} from './project-config.ts'

/**
 * Defines the settings of the project, in `gatehouse.config.ts` at its root. Every one of them may be left out.
 *
 * @example
 * // gatehouse.config.ts
 * import { defineConfig } from 'gatehouse/config'
 *
 * export default defineConfig({ brand: { title: 'Example API' }, ports: { gateway: 7060, tenant: 7061 } })
 */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config
}

/** Where a service is: either at an origin, or behind a service binding. */
type OneOf =
  | (OriginSettings & { readonly binding?: never; readonly service?: never })
  | (WorkerSettings & { readonly origin?: never })

/**
 * Defines the settings of a service that is no folder under workers/, in `origins/<name>/service.ts`: one in another technology, at its `origin`, or a
 * Worker of another repository, behind a `binding`.
 *
 * @example
 * // origins/reports/service.ts
 * import { defineOrigin } from 'gatehouse/config'
 *
 * export const service = defineOrigin({ origin: 'https://reports.example.com', healthPath: '/healthz' })
 *
 * @example
 * // origins/orders/service.ts
 * import { defineOrigin } from 'gatehouse/config'
 *
 * export const service = defineOrigin({
 *   binding: 'ORDERS',
 *   service: 'orders',
 *   environments: { staging: 'orders-staging' },
 * })
 */
export function defineOrigin(settings: OneOf): ServiceSettings {
  return settings
}
