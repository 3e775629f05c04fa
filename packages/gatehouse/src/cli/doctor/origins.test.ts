// Tests the doctor's look at the addresses and headers of services.
import { expect, test } from 'vitest'
import { checkOrigins } from './origins.ts'

const SERVICES = [{ name: 'reports', origin: 'https://reports.example', headers: { 'X-Key': 'REPORTS_KEY' } }]

test('the variable of a header that is missing is bad, unless the gateway has it as a secret', () => {
  expect(checkOrigins(SERVICES, {}, '.dev.vars')).toMatchObject([{ state: 'bad', detail: 'REPORTS_KEY is missing' }])
  for (const [variables, known] of [[{ REPORTS_KEY: 'hush' }], [{}, ['REPORTS_KEY']]] as const) {
    const findings = checkOrigins(SERVICES, variables, '.dev.vars', known)
    expect(findings).toMatchObject([{ state: 'good', detail: 'reports at https://reports.example' }])
    expect(JSON.stringify(findings)).not.toContain('hush')
  }
})
