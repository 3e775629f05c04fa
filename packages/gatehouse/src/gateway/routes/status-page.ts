// Serves the page for people at /status. It contains no figures: its script signs the reader in and requests /status/figures with the
// reader's token, like any other client.
import { anyone } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Answer, RouteRow } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { serveTenantPage } from './tenant-page.ts'

/** `/status`: a page, in no contract. Its parameters are those of {@link serveTenantPage}. */
export function statusPage(
  tenant: Pick<Tenant, 'configuration' | 'login'>,
  assets: ServiceBinding,
): readonly [RouteRow, Answer] {
  const row = { method: 'GET', path: '/status', operationId: 'showStatusPage', service: null, access: anyone } as const
  return [row, serveTenantPage(tenant, assets, 'status.html')]
}
