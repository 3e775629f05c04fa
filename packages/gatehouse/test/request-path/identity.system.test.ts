// Tests that a header cannot change the identity of a caller: headers of the gateway or Cloudflare arrive only when these have set them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, type Headers, mirror } from './client.ts'
import { CF_BLOB_HEADER } from '../../../../tools/workerd/configuration.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

const ADDRESS = '203.0.113.7'
const RAY = '8f1c2d3e4f5a6b7c-FRA'
/** What Cloudflare sets on every request. */
const FRONT: Headers = {
  [CF_BLOB_HEADER]: JSON.stringify({ colo: 'FRA', country: 'DE' }),
  'cf-connecting-ip': ADDRESS,
  'cf-ipcountry': 'DE',
  'cf-ray': RAY,
  'cf-visitor': '{"scheme":"https"}',
  'x-forwarded-for': ADDRESS,
  'x-forwarded-proto': 'http',
  'x-real-ip': ADDRESS,
}
const FORGED = [
  'X-Gatehouse-Subject',
  'x_gatehouse_subject',
  'X-GATEHOUSE',
  'X-Forwarded-For',
  'X_Forwarded-for',
  'x-forwarded-USER',
  'X-Forwarded',
  'Forwarded',
  'X-Real-IP',
  'x-real_ip',
  'True-Client-IP',
  'CF-Connecting-IP',
  'cf_connecting_ip',
  'Cf-Access-Jwt-Assertion',
  'CF-Ray',
  'cf-anything',
  'Cloudflare-Workers-Version-Overrides',
  'cloudflare_workers_version_overrides',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X_Rewrite_URL',
]

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

const namesAndValues = async (path: string, headers: Headers, on = running) => {
  const { headers: arrived } = await mirror(on, path, { headers: { ...headers, ...bearer(on.tokens.good) } })
  return new Map(arrived.filter(([name]) => !['authorization', 'connection', 'host'].includes(name)))
}

describe.each(['/echo/guarded', '/echo/guest', '/echo/open'])('on %s', (path) => {
  test.each(FORGED)('a forged %s does not arrive', async (name) => {
    const arrived = await namesAndValues(path, {
      [name]: ['forged', 'twice'],
      'x-request-id': 'mine',
      'x-kept': 'kept',
    })
    expect([...arrived]).toEqual([
      ['x-kept', 'kept'],
      ['x-request-id', 'mine'],
    ])
  })

  test('all of them at once do not arrive', async () => {
    const headers = Object.fromEntries(FORGED.map((name) => [name, 'forged']))
    expect([...(await namesAndValues(path, { ...headers, 'x-request-id': 'mine' })).keys()]).toEqual(['x-request-id'])
  })
})

describe('with Cloudflare in front', () => {
  let fronted: RequestPath
  beforeAll(async () => {
    fronted = await startRequestPath()
  })
  afterAll(async () => {
    await fronted.stop()
  })

  test('what it says arrives as it says it', async () => {
    const { [CF_BLOB_HEADER]: _blob, ...said } = FRONT
    expect(Object.fromEntries(await namesAndValues('/echo/guarded', FRONT, fronted))).toEqual(said)
  })

  test.each([
    ['an address in front of the true one', { 'x-forwarded-for': `10.0.0.1, ${ADDRESS}` }, 'x-forwarded-for'],
    ['another address', { 'x-real-ip': '10.0.0.1' }, 'x-real-ip'],
    ['another protocol', { 'x-forwarded-proto': 'https' }, 'x-forwarded-proto'],
    ['another country', { 'cf-ipcountry': 'US' }, 'cf-ipcountry'],
    ['a person', { 'Cf-Access-Authenticated-User-Email': 'admin@example.com' }, 'cf-access-authenticated-user-email'],
    ['a city', { 'cf-ipcity': 'Berlin' }, 'cf-ipcity'],
    ['a Worker', { 'cf-worker': 'example.com' }, 'cf-worker'],
    ['an identity', { 'X-Gatehouse-Subject': 'auth0|admin' }, 'x-gatehouse-subject'],
    ['a name with an underscore', { cf_ray: 'forged' }, 'cf_ray'],
    ['another version', { 'Cloudflare-Workers-Version-Overrides': 'x' }, 'cloudflare-workers-version-overrides'],
  ])('%s is removed all the same', async (_title, forged: Headers, name) => {
    const arrived = await namesAndValues('/echo/open', { ...FRONT, ...forged }, fronted)
    expect(arrived.has(name)).toBe(false)
    expect(arrived.get('cf-ray')).toBe(RAY)
  })
})
