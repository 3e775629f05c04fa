// The doctor before a tenant that runs: the local one.
import { expect, test } from 'vitest'
import { systemClock } from '../../http/clock.ts'
import { diagnose } from './diagnose.ts'
import { lineOf } from './finding.ts'
import { AUDIENCE, startTenant } from '../../testing/system.ts'

test('the local tenant is sound', async () => {
  const tenant = await startTenant()
  const variables = {
    AUTH0_DOMAIN: tenant.url,
    AUTH0_AUDIENCE: AUDIENCE,
    AUTH0_CLIENT_ID: 'local-app',
    AUTH0_CLIENT_SECRET: 'local-app-secret',
    AUTH0_CALLBACK_URL: 'http://localhost:6060/auth/callback',
  }
  const input = { services: [], source: '.dev.vars', gatewayUrl: 'http://localhost:6060', login: true }
  const dependencies = { fetch: (url: string, init: RequestInit) => fetch(url, init), clock: systemClock }
  const diagnoseWith = async (more: object): Promise<string> => {
    const findings = await diagnose({ ...input, variables: { ...variables, ...more } }, dependencies)
    return findings.map(lineOf).join('\n')
  }
  try {
    const sound = await diagnoseWith({})
    expect(sound).not.toContain('✗')
    // Login needs keys too: without them it does not redirect to the root.
    expect(sound.match(/✓/g)).toHaveLength(11)
    const wrong = await diagnoseWith({ AUTH0_AUDIENCE: 'https://x', AUTH0_CALLBACK_URL: 'http://localhost:6060/x' })
    expect(wrong).toContain('✗ audience       the tenant knows no API https://x')
    expect(wrong).toContain('✗ callback       http://localhost:6060/x is not allowed')
    expect(await diagnoseWith({ AUTH0_CLIENT_ID: 'x' })).toContain('✗ client         the tenant knows no application x')
    expect(await diagnoseWith({ AUTH0_CLIENT_SECRET: 'x' })).toContain('✗ secret         the tenant refuses it')
  } finally {
    await tenant.harness.close()
  }
})
