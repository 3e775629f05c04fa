// Tests the doctor with a sound tenant, and with each possible defect and its remedy.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { lineOf } from './finding.ts'
import { busy, type Case, diagnoseCase, GATEWAY_URL, leads, linesOf, NOW } from '../../testing/doctor-cases.ts'
import { SIGNING_KEY, TENANT_ORIGIN } from '../../testing/fake-tenant.ts'

test('of a sound tenant every line is good', async () => {
  const findings = await diagnoseCase()
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'configuration good',
    'discovery good',
    'keys good',
    'clock good',
    'audience good',
    'client good',
    'callback good',
    'callback good',
    'logout good',
    'logout good',
    'logout good',
    'secret good',
  ])
  expect(findings.map(lineOf).join('\n')).toContain('✓ discovery')
})

const JWKS = '/.well-known/jwks.json'
const DISCOVERY = '/.well-known/openid-configuration'
const keys = (...set: unknown[]) => ({ [JWKS]: () => Response.json({ keys: set }) })
const says = (document: object) => ({ [DISCOVERY]: () => Response.json(document) })
const smallKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
const AGAIN = 'ask again in a minute'

describe('each defect is reported with its remedy:', () => {
  test.each<readonly [string, Case, string, string]>([
    [
      'a domain with a path',
      { variables: { AUTH0_DOMAIN: 'tenant.example.com/x' } },
      'AUTH0_DOMAIN is no domain',
      'as the dashboard shows it',
    ],
    [
      'no domain',
      { variables: { AUTH0_DOMAIN: '' } },
      'AUTH0_DOMAIN is missing',
      'set it to the domain of your tenant',
    ],
    ['no audience', { variables: { AUTH0_AUDIENCE: '' } }, 'AUTH0_AUDIENCE is missing', 'the identifier of your API'],
    ['a misspelt variable', { variables: { AUTH0_AUDIENCES: 'x' } }, 'AUTH0_AUDIENCES is unknown', 'use one of'],
    [
      'a domain that nobody has',
      { variables: { AUTH0_DOMAIN: 'nobody.example.com' } },
      'does not answer (fetch failed: ENOTFOUND)',
      'check AUTH0_DOMAIN',
    ],
    [
      'a page instead of discovery',
      { faults: { [DISCOVERY]: () => new Response('<html>') } },
      'answered 200 and no document',
      'no page in front',
    ],
    [
      'another issuer',
      { faults: says({ issuer: 'https://login.example.com/', jwks_uri: TENANT_ORIGIN + JWKS }) },
      'not https://tenant.example.com/',
      'set AUTH0_DOMAIN="login.example.com"',
    ],
    [
      'keys elsewhere',
      { faults: says({ issuer: `${TENANT_ORIGIN}/`, jwks_uri: 'https://keys.example.com/' }) },
      'they are said to be at "https://keys.example.com/"',
      'a tenant of Auth0',
    ],
    [
      'keys that can not be had',
      { faults: { [JWKS]: () => new Response('', { status: 500 }) } },
      'the tenant answered 500',
      'RS256',
    ],
    ['keys that are no key set', { faults: { [JWKS]: () => new Response('{}') } }, 'the answer is no key set', 'RS256'],
    [
      'keys that are too small',
      { faults: keys({ ...smallKey, kid: 'small', use: 'sig' }) },
      'no usable key',
      'RSA of 2048 bits',
    ],
    [
      'a private key among the public ones',
      { faults: keys({ ...SIGNING_KEY, d: 'AQAB' }) },
      'no usable key',
      'RSA of 2048 bits',
    ],
    [
      'a clock that is behind',
      { date: new Date(NOW + 60_000).toUTCString() },
      '60 s behind the tenant',
      'set the clock',
    ],
    [
      'a clock that is ahead',
      { date: new Date(NOW - 60_000).toUTCString() },
      '59 s ahead of the tenant',
      'set the clock',
    ],
    [
      'an audience that is the client',
      { variables: { AUTH0_AUDIENCE: 'app' } },
      'app is the client id',
      'your own API',
    ],
    [
      'the audience of every login',
      { variables: { AUTH0_AUDIENCE: `${TENANT_ORIGIN}/userinfo` } },
      "the tenant's own",
      'your own API',
    ],
    [
      'the Management API',
      { variables: { AUTH0_AUDIENCE: `${TENANT_ORIGIN}/api/v2/` } },
      'Management API',
      'your own API',
    ],
    [
      'an audience that the tenant does not know',
      { variables: { AUTH0_AUDIENCE: 'https://other' } },
      'knows no API https://other',
      'create an API with the identifier https://other',
    ],
    [
      'a client that the tenant does not know',
      { variables: { AUTH0_CLIENT_ID: 'other' } },
      'knows no application other',
      'copy the Client ID',
    ],
    [
      'a callback that is not allowed',
      { variables: { AUTH0_CALLBACK_URL: 'https://x.example.com/back' } },
      'https://x.example.com/back is not allowed',
      'add https://x.example.com/back to Allowed Callback URLs',
    ],
    [
      'an answer that says nothing',
      { faults: leads('/error?error=server_error&error_description=Oops') },
      'the tenant answered server_error Oops',
      'Allowed Callback URLs',
    ],
    [
      'a place to go after logging out that is not allowed',
      { input: { gatewayUrl: 'https://b.example.com' } },
      'https://b.example.com/docs is not allowed',
      'add https://b.example.com/docs to Allowed Logout URLs',
    ],
    [
      'a variable of an origin that is gone',
      { variables: { GATEHOUSE_ORIGIN_LEDGERS: 'https://ledgers.example.com' } },
      'GATEHOUSE_ORIGIN_LEDGERS is unknown',
      'or leave it out',
    ],
    [
      'an origin that is none',
      { input: { services: [{ name: 'reports', origin: 'https://reports.example.com/v1' }] } },
      'GATEHOUSE_ORIGIN_REPORTS is no origin',
      'without a path',
    ],
    [
      'discovery that names nobody',
      { faults: says({ jwks_uri: TENANT_ORIGIN + JWKS }) },
      'the issuer is undefined',
      'this document names no issuer',
    ],
    [
      'a tenant that is asked too often',
      { faults: busy('/authorize', 429) },
      'did not say whether it knows app',
      AGAIN,
    ],
    ['a tenant that breaks', { faults: busy('/authorize', 503) }, 'whether it is allowed (status 503)', AGAIN],
    [
      'a tenant that breaks at logout',
      { faults: busy('/v2/logout', 500) },
      'whether it is allowed (status 500)',
      AGAIN,
    ],
    [
      'a tenant that is asked for tokens too often',
      { faults: busy('/oauth/token', 429) },
      'did not say whether it takes it (status 429)',
      AGAIN,
    ],
    [
      'a wrong secret',
      { variables: { AUTH0_CLIENT_SECRET: 'wrong' } },
      'the tenant refuses it (access_denied)',
      'copy the Client Secret',
    ],
    [
      'a client that may not log in so',
      { faults: { '/oauth/token': () => Response.json({ error: 'unauthorized_client' }, { status: 403 }) } },
      'may not use Authorization Code',
      'Grant Types',
    ],
  ])('%s', async (_title, it, problem, remedy) => {
    const lines = linesOf(await diagnoseCase(it), 'bad')
    expect(lines).toContain(problem)
    expect(lines).toContain(remedy)
  })
})

test('only what can be seen is judged: no secret without --login, no address, no application, no time', async () => {
  const unseen = linesOf(
    await diagnoseCase({ variables: { AUTH0_CALLBACK_URL: '' }, input: { login: false, gatewayUrl: null } }),
    'skipped',
  )
  expect(unseen.match(/^– \w+/gm)).toEqual(['– callback', '– logout', '– secret'])
  expect(linesOf(await diagnoseCase({ variables: { AUTH0_CLIENT_ID: '' } }), 'skipped')).toContain('nobody can log in')
  expect(linesOf(await diagnoseCase({ date: '' }), 'skipped')).toContain('does not say what time it is')
})

test('a login page and an error that comes back to the callback both mean that client and callback are known', async () => {
  for (const location of ['/u/login?state=x', `${GATEWAY_URL}/docs/oauth2-redirect?error=consent_required`])
    expect(linesOf(await diagnoseCase({ faults: leads(location) }), 'bad')).toBe('')
})
