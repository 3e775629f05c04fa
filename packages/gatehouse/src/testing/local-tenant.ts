// Starts the local tenant for a test, by itself: on its own origin, as Auth0 is, with new keys.
import { createTestHarness, type TestHarness } from 'wrangler'
import { configPathOf } from '../project/config-files.ts'
import { configureTenant, type TenantOptions } from '../project/standalone-tenant.ts'
import { LOCAL_TENANT } from '../project/workers.ts'
import { prebuilt, prebuiltDirOf } from './prebuild.ts'

/** A running tenant on an origin of its own. */
export interface Tenant {
  readonly harness: TestHarness
  readonly url: string
  /** Calls one of its controls, e.g. `control('POST', 'keys/rotate')`, and returns its JSON. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>
  /** A token of any kind, right or wrong. */
  readonly mint: (order: Readonly<Record<string, unknown>>) => Promise<string>
}

/**
 * Starts a local tenant by itself, with keys of its own and an issuer that no API knows yet. It needs nothing of the project that it is
 * started in. End it with `tenant.harness.close()`.
 *
 * @example
 * import { startTenant } from 'gatehouse/testing'
 *
 * const tenant = await startTenant({ audience: 'https://api.example.com', permissions: ['read:reports'] })
 * const token = await tenant.mint({ user: 'reader@example.com', scope: 'read:reports' })
 * console.log(tenant.url, token)
 * await tenant.harness.close()
 */
export async function startTenant(options: TenantOptions = {}): Promise<Tenant> {
  const isUsual = Object.keys(options).length === 0 && prebuiltDirOf(LOCAL_TENANT) !== undefined
  const worker = isUsual
    ? prebuilt(LOCAL_TENANT)
    : { configPath: configPathOf(configureTenant(options), 'development') }
  const harness = createTestHarness({ workers: [worker] })
  const { url } = await harness.listen()

  async function control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await harness.fetch(`/_tenant/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the tenant's control ${method} ${path} answered ${answer.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }

  // It makes its keys when they are first asked for, which may take a busy machine longer than the gateway waits for them.
  await harness.fetch('/.well-known/jwks.json')
  await control('DELETE', 'requests')
  return {
    harness,
    url: url.origin,
    control,
    mint: async (order) => String((await control('POST', 'mint', order))['token']),
  }
}
