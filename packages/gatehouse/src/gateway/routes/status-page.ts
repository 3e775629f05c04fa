// The page for people at /status. It holds no figures: its script signs the reader in and asks for them with the reader's token,
// like any other client.
import { anyone } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import type { Answer } from '../handler.ts'
import type { RouteRow } from '../handler.ts'
import { serveTenantPage } from './tenant-page.ts'
import { wantsHtml } from '../edge/wants-html.ts'

/** What decides at /status between the page and the figures. */
export const STATUS_VARY = 'accept, authorization'

/** In no contract: what the contract describes at this path are the figures. */
export const STATUS_PAGE: RouteRow = {
  method: 'GET',
  path: '/status',
  operationId: 'showStatusPage',
  service: null,
  access: anyone,
}

/** Whether a request comes from a person's browser that was led here, and not from a client that shows what it may. */
export function asksForPage({ headers }: Request): boolean {
  return !headers.has('authorization') && wantsHtml(headers)
}

/** Answers the page; its parameters are those of {@link serveTenantPage}. */
export function statusPage(configuration: Configuration | null, assets: ServiceBinding): Answer {
  return serveTenantPage(configuration, assets, { file: 'status.html', vary: STATUS_VARY })
}
