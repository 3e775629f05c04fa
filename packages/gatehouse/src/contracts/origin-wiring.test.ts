// Tests the checks of headers and bindings that the rows of HTTP origins name.
import { expect, test } from 'vitest'
import { checkOriginSettings, missingBindings } from './origin-wiring.ts'

const row = (settings: object) => [{ name: 'reports', origin: 'https://reports.example', ...settings }]
const STAGING = 'wrangler.toml: [env.staging]'

test.each([
  ['a header that the gateway sets', { headers: { Host: 'REPORTS_HOST' } }, 'names the header "Host"'],
  ['a value in place of a variable', { headers: { 'X-Key': 'k3y!' } }, 'such as REPORTS_KEY'],
  ['a secret of the gateway', { headers: { 'X-Key': 'GATEHOUSE_SESSION_KEYS' } }, 'such as REPORTS_KEY'],
  [
    'a secret in place of the token',
    { headers: { Authorization: 'REPORTS_KEY' }, exchange: {} },
    'and exchange, which',
  ],
  ['a secret in place of a proof', { headers: { dpop: 'REPORTS_KEY' }, exchange: {} }, 'and exchange, which'],
  ['two ways', { vpc: 'A', certificate: 'B' }, 'names vpc and certificate'],
])('%s is refused', (_title, settings, sentence) => {
  const [fault = ''] = checkOriginSettings(row(settings))
  expect(fault).toContain('origins/reports/service.ts')
  expect(fault).toContain(sentence)
})

test.each([
  [{ certificate: 'REPORTS_BINDING' }, '[[env.staging.mtls_certificates]]', 'certificate_id'],
  [{ vpc: 'REPORTS_BINDING' }, '[[env.staging.vpc_services]]', 'service_id'],
])('an environment without the binding of a row gets the lines to add: %j', (settings, table, member) => {
  const [fault = '', ...others] = missingBindings(row(settings), [
    [STAGING, { mtls_certificates: [{ binding: 'OTHER' }] }],
  ])
  expect(others).toEqual([])
  expect(fault).toContain(`${STAGING} needs the binding REPORTS_BINDING`)
  expect(fault).toContain(`  ${table}\n  binding = "REPORTS_BINDING"\n  ${member} = "…"`)
})

test('rows whose bindings and variables are right have no fault', () => {
  const services = row({ certificate: 'REPORTS_CERT', headers: { 'CF-Access-Client-Id': 'REPORTS_ID' } })
  const config = { mtls_certificates: [{ binding: 'REPORTS_CERT', certificate_id: 'x' }] }
  expect([...checkOriginSettings(services), ...missingBindings(services, [[STAGING, config]])]).toEqual([])
  const worker = [{ name: 'orders', binding: 'ORDERS' }]
  expect([...checkOriginSettings(worker), ...missingBindings(worker, [[STAGING, {}]])]).toEqual([])
})
