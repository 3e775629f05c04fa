// Tests the settings of the tenant in a page of ours.
import { expect, test } from 'vitest'
import { SETTINGS_PLACEHOLDER } from '../../console/placeholders.ts'
import { serveTenantPage } from './tenant-page.ts'
import { parseConfiguration } from '../../tenant/configuration.ts'

const VARIABLES = {
  AUTH0_DOMAIN: 'tenant.example',
  AUTH0_AUDIENCE: 'https://api.example',
  AUTH0_CLIENT_ID: 'web-application',
  KEYS: { get: () => null, put: () => undefined },
}
const assets = { fetch: async () => new Response(SETTINGS_PLACEHOLDER) }

async function toldWith(variables: object): Promise<string> {
  const configuration = parseConfiguration({ ...VARIABLES, ...variables })
  const login = { isConfigured: false, cookieNames: { session: 's', login: 'l' } }
  const answer = serveTenantPage({ configuration: () => configuration, login } as never, assets, 'status.html')
  const context = { req: { raw: new Request('https://api.example/status') } }
  return await (await answer(context as never, {} as never, context.req.raw)).text()
}

test('the pages log in with the application of the login routes, or with one of their own', async () => {
  expect(await toldWith({})).toContain('&quot;clientId&quot;:&quot;web-application&quot;')
  expect(await toldWith({ AUTH0_PAGES_CLIENT_ID: 'page' })).toContain('&quot;clientId&quot;:&quot;page&quot;')
})
