// Tests what the gateway shows to an origin: headers from variables and secrets, and a certificate or a private network over a binding.
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openOrigins } from './origin.ts'
import { addressTo } from './origin-request.ts'

const error = vi.spyOn(console, 'error')
beforeEach(() => {
  error.mockReset().mockReturnValue()
})

const CLOCK = { now: () => 0, sleep: async () => undefined }
const KEY = 'k3y-of-the-reports'

function open(row: object, environment: object) {
  const fetch = vi.fn(async () => new Response('over the internet'))
  const services = [
    { name: 'reports', origin: 'https://reports.example', ...row },
    { name: 'other', origin: 'https://other.example' },
  ]
  const origins = openOrigins(services, environment, { fetch, clock: CLOCK })
  return { origins, reports: origins.get('reports'), fetch }
}

const request = () => new Request('https://reports.example/x')
const logged = () => JSON.stringify(error.mock.calls)

describe('a service whose row names headers', () => {
  const row = { headers: { 'X-Key': 'REPORTS_KEY', 'CF-Access-Client-Id': 'REPORTS_ID' } }

  test('gets them with the values of the variables, whatever the client sent', () => {
    const { reports } = open(row, { REPORTS_KEY: KEY, REPORTS_ID: 'id' })
    if (reports === undefined) throw new Error('no origin')
    const headers = { 'x-key': 'theirs', connection: 'X-Key, cf-access-client-id' }
    const addressed = addressTo(reports, new Request('https://api.example/reports', { headers }), 'r-1')
    expect(addressed.headers.get('x-key')).toBe(KEY)
    expect(addressed.headers.get('cf-access-client-id')).toBe('id')
  })

  test.each([
    ['is missing', {}, 'REPORTS_KEY'],
    ['is empty', { REPORTS_KEY: '' }, 'REPORTS_KEY'],
    ['is a binding', { REPORTS_KEY: {} }, 'REPORTS_KEY'],
    ['would be two headers', { REPORTS_KEY: `${KEY}\r\nX-Admin: 1` }, 'REPORTS_KEY'],
    ['ends with a line break', { REPORTS_KEY: `${KEY}\n` }, 'REPORTS_KEY'],
  ])('is not called when a variable %s, and the log names the variable alone', (_title, values, variable) => {
    const { origins } = open(row, { REPORTS_ID: 'id', ...values })
    expect([...origins.keys()]).toEqual(['other'])
    expect(JSON.parse(String(error.mock.calls[0]?.[0]))).toMatchObject({
      event: 'not_configured',
      problems: [{ variable }],
    })
    expect(logged()).not.toContain(KEY)
  })

  test.each([
    'Host',
    'X-Forwarded-For',
    'X-Request-Id',
    'Connection',
    'Content-Length',
    'Transfer-Encoding',
    'a b',
    '',
  ])('is not called when it names one that the gateway or the connection sets: %j', (name) => {
    expect(open({ headers: { [name]: 'REPORTS_KEY' } }, { REPORTS_KEY: KEY }).reports).toBeUndefined()
    expect(logged()).not.toContain(KEY)
  })
})

test.each(['GATEHOUSE_SESSION_KEYS', 'AUTH0_CLIENT_SECRET', 'k3y'])('no header has the value of %s', (variable) => {
  expect(open({ headers: { 'X-Key': variable } }, { [variable]: KEY }).reports).toBeUndefined()
})

describe.each([
  ['certificate', 'mtls_certificates'],
  ['vpc', 'vpc_services'],
])('a service whose row names a binding as its %s', (member, table) => {
  const row = { [member]: 'REPORTS_BINDING' }
  test('is reached over the binding alone, without redirects and caches', async () => {
    const bound = vi.fn(async () => new Response('over the binding'))
    const { reports, fetch } = open(row, { REPORTS_BINDING: { fetch: bound } })
    expect(await (await reports?.fetch(request()))?.text()).toBe('over the binding')
    expect(bound.mock.calls[0]).toMatchObject([{}, { redirect: 'manual', cache: 'no-store' }])
    expect(fetch).not.toHaveBeenCalled()
  })

  test.each([
    ['a public address', {}],
    ['a replaced address that is public too', { GATEHOUSE_ORIGIN_REPORTS: 'https://staging.example' }],
    ['a variable of the same name', { REPORTS_BINDING: 'text' }],
  ])('is not called without the binding at %s', (_title, environment) => {
    expect(open(row, environment).reports).toBeUndefined()
    expect(logged()).toContain(`add it to ${table} in wrangler.toml`)
  })

  test('is called without the binding on a loopback host, where no deployed Worker gets to', async () => {
    const { reports } = open(row, { GATEHOUSE_ORIGIN_REPORTS: 'http://127.0.0.1:8000' })
    expect(await (await reports?.fetch(request()))?.text()).toBe('over the internet')
  })
})

test('http leads into a private network, and to no public host', () => {
  const bound = { fetch: async () => new Response('fine') }
  const row = { origin: 'http://reports.internal:8080' }
  expect(open({ ...row, vpc: 'REPORTS_VPC' }, { REPORTS_VPC: bound }).reports?.address).toBe(row.origin)
  expect(open({ ...row, vpc: 'REPORTS_VPC' }, {}).reports).toBeUndefined()
  expect(open({ ...row, certificate: 'REPORTS_CERT' }, { REPORTS_CERT: bound }).reports).toBeUndefined()
})
