// Tests the doctor with responses of a tenant that say little, and the places that it reads.
import { expect, test } from 'vitest'
import { busy, diagnoseCase, GATEWAY_URL, leads, linesOf } from '../../testing/doctor-cases.ts'

async function places(variables: object) {
  return linesOf(await diagnoseCase({ variables }), 'good').match(/(?<=^✓ logout +)\S+/gm)
}

test('of a tenant that has other things to do nothing is said to be good that was not looked at', async () => {
  for (const status of [429, 500]) {
    const lines = linesOf(await diagnoseCase({ faults: busy('/authorize', status) }), 'good')
    expect(lines).not.toMatch(/^✓ (?:client|callback)/m)
  }
  const lines = linesOf(await diagnoseCase({ faults: leads('/error?error=server_error') }), 'good')
  expect(lines).not.toMatch(/^✓ (?:client|callback)/m)
})

test('after logging out the pages come back to themselves, and a session to the root', async () => {
  const pages = [`${GATEWAY_URL}/docs`, `${GATEWAY_URL}/status`]
  expect(await places({})).toEqual([...pages, `${GATEWAY_URL}/`])
  expect(await places({ GATEHOUSE_SESSION_KEYS: '' })).toEqual(pages)
})

test('each application is asked about the places that people come back to with it', async () => {
  const asked: string[] = []
  const note = (url: URL, place: string): Response => {
    asked.push(`${url.searchParams.get('client_id')} ${place}`)
    return new Response(null, { status: 302, headers: { location: place } })
  }
  const lines = await diagnoseCase({
    variables: { AUTH0_PAGES_CLIENT_ID: 'pages' },
    faults: {
      '/authorize': (url) => note(url, `${url.searchParams.get('redirect_uri')}?error=login_required`),
      '/v2/logout': (url) => note(url, url.searchParams.get('returnTo') ?? ''),
    },
  })
  expect(asked.map((line) => line.replace(/\?.*/, '')).toSorted()).toEqual([
    `app ${GATEWAY_URL}/`,
    `app ${GATEWAY_URL}/auth/callback`,
    `pages ${GATEWAY_URL}/docs`,
    `pages ${GATEWAY_URL}/docs/oauth2-redirect`,
    `pages ${GATEWAY_URL}/status`,
  ])
  expect(linesOf(lines, 'good').match(/(?<=^✓ client +)\S+/gm)).toEqual(['app', 'pages'])
  const unknown = linesOf(await diagnoseCase({ variables: { AUTH0_PAGES_CLIENT_ID: 'pages' } }), 'bad')
  expect(unknown).toContain('the tenant knows no application pages')
})

test('services in another technology are listed with their addresses', async () => {
  const services = [{ name: 'reports', origin: 'https://reports.example.com' }]
  const variables = { GATEHOUSE_ORIGIN_REPORTS: 'http://127.0.0.1:8000' }
  const lines = linesOf(await diagnoseCase({ variables, input: { services } }), 'good')
  expect(lines).toContain('✓ origins        reports at http://127.0.0.1:8000')
})
