// A client cannot forge identity headers: the gateway forwards no header that only the gateway or Cloudflare may set.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CloudflareDetector, identifyRequest } from './request-identity.ts'
import { sanitizeRequest } from './sanitize-request.ts'

const ADDRESS = '203.0.113.7'
const ID = 'request-1'
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function request(headers: Readonly<Record<string, string>>, behindCloudflare = false): Request {
  const made = new Request('https://api.example/payments', { headers: { 'x-request-id': ID, ...headers } })
  if (behindCloudflare) Object.defineProperty(made, 'cf', { value: { colo: 'FRA', country: 'DE' } })
  return made
}

const clean = (made: Request): Request =>
  sanitizeRequest(made, identifyRequest(made, new CloudflareDetector().isBehindCloudflare(made)))
const namesOf = (headers: Headers): string[] => [...headers.keys()].filter((name) => name !== 'x-request-id')

describe('every value that a client sends under a reserved name is removed', () => {
  test.each([
    'X-Gatehouse-Principal',
    'x_gatehouse_principal',
    'X-GATEHOUSE-anything',
    'X-Forwarded-For',
    'x_forwarded_for',
    'X-Forwarded-User',
    'X-Forwarded-Client-Cert',
    'Forwarded',
    'X-Real-IP',
    'x_real_ip',
    'True-Client-IP',
    'CF-Connecting-IP',
    'cf_connecting_ip',
    'CF-Ray',
    'Cloudflare-Workers-Version-Overrides',
    'cloudflare_workers_version_key',
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'x_http_method_override',
    'X-Original-URL',
    'X-Original-Host',
    'X-Rewrite-URL',
    'X_Rewrite_URL',
    'X-Host',
    'X-Envoy-Original-Path',
    'X-Client-IP',
    'Client-IP',
    'Remote-User',
    'Client-Cert',
    'Client-Cert-Chain',
    'Proxy',
    'X-Middleware-Subrequest',
    'CF-IPCountry',
    'CF-Access-Authenticated-User-Email',
  ])('%s', (name) => {
    const { headers } = clean(request({ [name]: 'forged', accept: 'text/plain' }))
    expect(namesOf(headers)).toEqual(['accept'])
  })

  test('in any spelling of case and separators, beside any other header', () => {
    const reserved = fc.constantFrom('x-gatehouse-sub', 'x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'forwarded')
    const spelt = fc
      .tuple(reserved, fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 20, maxLength: 20 }))
      .map(([name, choices]) =>
        Array.from(name, (character, index) => {
          const [upper, underscore] = choices[index] ?? [false, false]
          if (character === '-') return underscore ? '_' : '-'
          return upper ? character.toUpperCase() : character
        }).join(''),
      )
    const others = fc.dictionary(fc.stringMatching(/^[a-w][a-z0-9]{0,12}$/), fc.stringMatching(/^[!-~]{0,20}$/), {
      maxKeys: 8,
    })
    fc.assert(
      fc.property(spelt, others, (name, more) => {
        const kept = Object.keys(more).filter(
          (other) => !['forwarded', 'proxy'].includes(other) && !other.startsWith('content'),
        )
        const sent = Object.fromEntries(kept.map((other) => [other, more[other] ?? '']))
        const { headers } = clean(request({ ...sent, [name]: 'forged' }))
        expect(namesOf(headers)).toEqual(kept.toSorted())
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('behind Cloudflare', () => {
  const platform = {
    'cf-connecting-ip': ADDRESS,
    'cf-ipcountry': 'DE',
    'cf-ray': '8f2a',
    'cf-visitor': '{"scheme":"https"}',
    'x-forwarded-for': ADDRESS,
    'x-forwarded-proto': 'https',
    'x-real-ip': ADDRESS,
  }

  test('its own headers stay, and the request is not copied', () => {
    const made = request(platform, true)
    expect(clean(made)).toBe(made)
  })

  test.each([
    ['an address in front of the real one', { 'x-forwarded-for': `10.0.0.1, ${ADDRESS}` }, 'x-forwarded-for'],
    ['another address', { 'x-real-ip': '10.0.0.1' }, 'x-real-ip'],
    ['another protocol', { 'x-forwarded-proto': 'http' }, 'x-forwarded-proto'],
    ['an identity', { 'x-gatehouse-sub': 'auth0|admin' }, 'x-gatehouse-sub'],
    ['a version', { 'cloudflare-workers-version-overrides': 'x' }, 'cloudflare-workers-version-overrides'],
    ['another country', { 'cf-ipcountry': 'US' }, 'cf-ipcountry'],
    ['a person', { 'cf-access-authenticated-user-email': 'admin@example.com' }, 'cf-access-authenticated-user-email'],
    ['a token of Access', { 'cf-access-jwt-assertion': 'x' }, 'cf-access-jwt-assertion'],
    ['a city', { 'cf-ipcity': 'Berlin' }, 'cf-ipcity'],
    ['a Worker', { 'cf-worker': 'example.com' }, 'cf-worker'],
    ['a name that Cloudflare may set one day', { 'cf-anything': 'x' }, 'cf-anything'],
    ['a name with an underscore', { cf_connecting_ip: '10.0.0.1' }, 'cf_connecting_ip'],
  ])('%s is removed all the same', (_title, forged, name) => {
    const { headers } = clean(request({ ...platform, ...forged }, true))
    expect(headers.has(name)).toBe(false)
    expect(headers.get('cf-ray')).toBe('8f2a')
  })
})

test('a header whose name only begins like a reserved one stays', () => {
  const names = ['cf', 'cfo', 'forwarded-by', 'proxy-mode', 'x-gatehouses', 'x-host-name', 'x-origin']
  const { headers } = clean(request(Object.fromEntries(names.map((name) => [name, 'kept']))))
  expect(namesOf(headers)).toEqual(names)
})

test('a request without any is the very same', () => {
  const made = request({ authorization: 'Bearer x', 'x-request-id': 'abc', traceparent: TRACE, 'x-realm': 'y' })
  expect(clean(made)).toBe(made)
})
