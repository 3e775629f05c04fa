// Types for the tenant in a request, which every handler receives. The issuer is the origin of the request, so the tenant works on any
// port; a control can change the clock.
import type { Context } from 'hono'
import { isMetadataAddress, readClientMetadata } from './client-metadata.ts'
import type { Client } from './directory.ts'
import type { Ledger } from './ledger.ts'
import { MANAGEMENT_PATH } from './management/store.ts'
import type { Settings } from './records.ts'
import type { TargetApi } from './target-api.ts'

export type Tenant = {
  /** With the slash at its end, as Auth0 writes it. */
  issuer: string
  settings: Settings
  nowSeconds: number
  ledger: DurableObjectStub<Ledger>
}

export type TenantBindings = { Bindings: TenantEnv; Variables: { tenant: Tenant } }
export type TenantRequest = Context<TenantBindings>

export function makeTenant(url: string, settings: Settings, ledger: DurableObjectStub<Ledger>): Tenant {
  const nowSeconds = Math.floor(Date.now() / 1000) + settings.clockOffsetSeconds
  return { issuer: `${new URL(url).origin}/`, settings, nowSeconds, ledger }
}

/** The one object that contains the tenant's state. */
export function ledgerOf(env: TenantEnv): DurableObjectStub<Ledger> {
  return env.LEDGER.get(env.LEDGER.idFromName('tenant'))
}

/** Finds the client with this id, which may be the address of its metadata. */
export async function findClient(tenant: Tenant, id: string): Promise<Client | undefined> {
  const clients = await tenant.ledger.clients()
  const known = clients.find((client) => client.id === id)
  return known ?? (isMetadataAddress(id) ? await readClientMetadata(id) : undefined)
}

/** Finds the API with this identifier; `null` for one that the tenant does not have. The empty identifier is that of `/userinfo` alone. */
export async function findApi(tenant: Tenant, audience: string): Promise<TargetApi | null> {
  const isManagement = audience === `${tenant.issuer}${MANAGEMENT_PATH}`
  const api = await tenant.ledger.targetApi(isManagement ? MANAGEMENT_PATH : audience)
  return api === null ? null : { ...api, audience }
}
