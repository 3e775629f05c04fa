// Tests the doctor with an issuer other than Auth0, and with settings that work and should be better.
import { expect, test } from 'vitest'
import { diagnoseCase, leads, linesOf } from '../../testing/doctor-cases.ts'
import { SIGNING_KEY, TENANT_ORIGIN } from '../../testing/fake-tenant.ts'

const at = (path: string, document: object) => ({ [path]: () => Response.json(document) })

test('an issuer that is not of Auth0 is looked at by its own discovery, and its keys where that says', async () => {
  const issuer = `${TENANT_ORIGIN}/realms/main`
  const faults = {
    ...at('/realms/main/.well-known/openid-configuration', { issuer, jwks_uri: `${TENANT_ORIGIN}/certs` }),
    ...at('/certs', { keys: [SIGNING_KEY] }),
  }
  const findings = await diagnoseCase({ variables: { AUTH0_DOMAIN: issuer }, faults })
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'configuration good',
    'discovery good',
    'keys good',
    'clock good',
    'application skipped',
  ])
  expect(linesOf(findings, 'skipped')).toContain('sub_profile')
  const other = { issuer: `${issuer}/`, jwks_uri: `${TENANT_ORIGIN}/certs` }
  const wrong = { ...faults, ...at('/realms/main/.well-known/openid-configuration', other) }
  const lines = linesOf(await diagnoseCase({ variables: { AUTH0_DOMAIN: issuer }, faults: wrong }), 'bad')
  expect(lines).toContain(`set AUTH0_DOMAIN="${issuer}/"`)
  expect(lines).toContain(`the discovery document is not of the issuer ${issuer}`)
})

test('a variable under its former name is a warning with the new one, and nothing is wrong', async () => {
  const variables = { ORIGIN_REPORTS: 'https://reports.example.com', LOG_SALT: 'x' }
  const services = [{ name: 'reports', origin: 'https://old.example.com' }]
  const findings = await diagnoseCase({ variables, input: { services } })
  expect(linesOf(findings, 'bad')).toBe('')
  const lines = linesOf(findings, 'warning')
  expect(lines).toContain('! configuration  LOG_SALT is called GATEHOUSE_LOG_SALT now')
  expect(lines).toContain('! configuration  ORIGIN_REPORTS is called GATEHOUSE_ORIGIN_REPORTS now')
})

test('without a secret for KV there is a warning, unless the gateway is known to have one', async () => {
  const variables = { GATEHOUSE_KV_SECRET: '' }
  const findings = await diagnoseCase({ variables })
  expect(linesOf(findings, 'bad')).toBe('')
  expect(linesOf(findings, 'warning')).toMatch(/^! kv .*can plant a key.*\n.*→ npm run deploy asks for it/)
  const known = await diagnoseCase({ variables, input: { knownSecrets: ['GATEHOUSE_KV_SECRET'] } })
  expect(linesOf(known, 'warning')).toBe('')
})

test('a resource that is no audience of the gateway is a warning, and one that is says nothing', async () => {
  const other = await diagnoseCase({ variables: { GATEHOUSE_RESOURCE: 'https://gateway.example.com' } })
  expect(linesOf(other, 'bad')).toBe('')
  expect(linesOf(other, 'warning')).toMatch(
    /^! resource .*it is no audience\n.*→ in the test: add it to AUTH0_AUDIENCE/,
  )
  const same = await diagnoseCase({ variables: { GATEHOUSE_RESOURCE: 'https://api.example.com' } })
  expect(linesOf(same, 'warning')).toBe('')
})

test.each([
  ['http://localhost:6060', 'consent_required', 1],
  ['http://localhost:6060', 'interaction_required', 1],
  ['http://localhost:6060', 'login_required', 0],
  ['https://api.example.com', 'consent_required', 0],
])('of a callback at %s that answers %s the confirmation is named %d times', async (gatewayUrl, error, times) => {
  const faults = leads(`${gatewayUrl}/docs/oauth2-redirect?error=${error}`)
  const findings = await diagnoseCase({ faults, variables: { AUTH0_CALLBACK_URL: '' }, input: { gatewayUrl } })
  expect(findings.filter(({ check }) => check === 'callback').map(({ state }) => state)).toEqual([
    times === 0 ? 'good' : 'warning',
  ])
  const lines = linesOf(findings, 'warning')
  expect(lines.match(/Non-Verifiable Callback URI End-User Confirmation/g) ?? []).toHaveLength(times)
})
