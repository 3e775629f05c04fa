// What the doctor makes of a tenant's answers that say little, and where it looks.
import { expect, test } from 'vitest'
import { busy, examine, GATEWAY_URL, leads, linesOf } from './doctor-examination.ts'

async function places(variables: object) {
  return linesOf(await examine({ variables }), 'good').match(/(?<=^✓ logout +)\S+/gm)
}

test('of a tenant that has other things to do nothing is said to be good that was not looked at', async () => {
  for (const status of [429, 500]) {
    const lines = linesOf(await examine({ faults: busy('/authorize', status) }), 'good')
    expect(lines).not.toMatch(/^✓ (?:client|callback)/m)
  }
  const lines = linesOf(await examine({ faults: leads('/error?error=server_error') }), 'good')
  expect(lines).not.toMatch(/^✓ (?:client|callback)/m)
})

test('after logging out the pages come back to themselves, and a session to the root', async () => {
  const pages = [`${GATEWAY_URL}/docs`, `${GATEWAY_URL}/status`]
  expect(await places({})).toEqual([...pages, `${GATEWAY_URL}/`])
  expect(await places({ SESSION_KEYS: '' })).toEqual(pages)
})

test('services in another technology are told with the places where they are', async () => {
  const services = [{ name: 'reports', origin: 'https://reports.example.com' }]
  const variables = { ORIGIN_REPORTS: 'http://127.0.0.1:8000' }
  const lines = linesOf(await examine({ variables, patient: { services } }), 'good')
  expect(lines).toContain('✓ origins        reports at http://127.0.0.1:8000')
})
