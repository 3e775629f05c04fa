// Serves the pages for people under /status. They contain no figures and no names: their scripts request those as the reader, like any
// other client.
import { anyone } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Answer, RouteRow } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { serveTenantPage } from './tenant-page.ts'

/** `/status` and `/status/revocations`: pages, in no contract. Their parameters are those of {@link serveTenantPage}. */
export function statusPages(
  tenant: Pick<Tenant, 'configuration' | 'login'>,
  assets: ServiceBinding,
): readonly (readonly [RouteRow, Answer])[] {
  const page = { method: 'GET', service: null, access: anyone } as const
  return [
    [{ ...page, path: '/status', operationId: 'showStatusPage' }, serveTenantPage(tenant, assets, 'status.html')],
    [
      { ...page, path: '/status/revocations', operationId: 'showRevocationsPage' },
      serveTenantPage(tenant, assets, 'revocations.html'),
    ],
  ]
}
