// The gateway's configuration: everything that is wrong is named at once, each with what to do about it.
import { describe, expect, test } from 'vitest'
import { type Configuration, ConfigurationError, parseConfiguration } from '../../src/tenant/configuration.ts'
import type { Members } from './support.ts'

const NEEDED: Members = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example' }

const domainOf = (origin: string) => ({ issuer: `${origin}/`, origin, discoveryUrl: null })
function read(variables: Members): Configuration {
  return parseConfiguration({ ...NEEDED, ...variables })
}

function problemsOf(variables: Members): ConfigurationError['problems'] {
  try {
    read(variables)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

test('with only what is needed everything else has its default', () => {
  expect(read({})).toEqual({
    domains: [domainOf('https://example.eu.auth0.com')],
    audiences: ['https://api.example'],
    algorithms: ['RS256', 'PS256'],
    clientId: null,
    pagesClientId: null,
    clientSecret: null,
    callbackUrl: null,
    sessionKeys: [],
    claimNamespace: null,
    dpop: 'allowed',
    allowedOrigins: [],
    logSalt: null,
    explainRefusals: false,
    keysSoftAgeSeconds: 600,
    keysHardAgeSeconds: 86_400,
  })
})

test('every variable is read, without the white space around it', () => {
  const configuration = read({
    AUTH0_DOMAIN: ' example.eu.auth0.com , login.example.com ',
    AUTH0_AUDIENCE: 'https://api.example, https://second.example',
    AUTH0_CLIENT_ID: ' client ',
    AUTH0_CLIENT_SECRET: ' secret ',
    AUTH0_CALLBACK_URL: ' https://api.example/auth/callback ',
    AUTH0_CLAIM_NAMESPACE: ' https://claims.example ',
    GATEHOUSE_ALGORITHMS: ' ES256 , PS256 ',
    GATEHOUSE_ALLOWED_ORIGINS: 'https://app.example, http://localhost:3000',
    GATEHOUSE_LOG_SALT: ' salt ',
    GATEHOUSE_SESSION_KEYS: ` ${'new'.padEnd(32, '.')} , ${'old'.padEnd(32, '.')} `,
    GATEHOUSE_KEYS_SOFT_AGE_SECONDS: '60',
    GATEHOUSE_KEYS_HARD_AGE_SECONDS: 3600,
  })
  expect(configuration).toEqual({
    domains: [domainOf('https://example.eu.auth0.com'), domainOf('https://login.example.com')],
    audiences: ['https://api.example', 'https://second.example'],
    algorithms: ['PS256', 'ES256'],
    clientId: 'client',
    pagesClientId: 'client',
    clientSecret: 'secret',
    callbackUrl: 'https://api.example/auth/callback',
    sessionKeys: ['new'.padEnd(32, '.'), 'old'.padEnd(32, '.')],
    claimNamespace: 'https://claims.example',
    dpop: 'allowed',
    allowedOrigins: ['https://app.example', 'http://localhost:3000'],
    logSalt: 'salt',
    explainRefusals: false,
    keysSoftAgeSeconds: 60,
    keysHardAgeSeconds: 3600,
  })
})

test('bindings and variables that are not ours are left alone', () => {
  expect(problemsOf({ KEYS: { get: () => null }, PAYMENTS: {}, OTHER: 1, CF_VERSION: {} })).toEqual([])
})

describe('a domain', () => {
  test.each([
    ['as the dashboard shows it', 'example.eu.auth0.com', 'https://example.eu.auth0.com/'],
    ['with its scheme', 'https://example.eu.auth0.com', 'https://example.eu.auth0.com/'],
    ['with a slash', 'https://example.eu.auth0.com/', 'https://example.eu.auth0.com/'],
    ['with its scheme in capitals', 'HTTPS://Example.EU.Auth0.com', 'https://example.eu.auth0.com/'],
    ['with its scheme in capitals, on localhost', 'HTTP://LOCALHOST:6061/', 'http://localhost:6061/'],
    ['in capitals, as no token writes it', 'Example.EU.Auth0.com', 'https://example.eu.auth0.com/'],
    ['with the default port', 'https://login.example.com:443', 'https://login.example.com/'],
    ['on localhost over http', 'http://localhost:6061', 'http://localhost:6061/'],
    ['on localhost over https', 'https://localhost:6061', 'https://localhost:6061/'],
    ['on the loopback address', 'http://127.0.0.1:6061', 'http://127.0.0.1:6061/'],
    ['on the loopback address of IPv6', 'http://[::1]:6061', 'http://[::1]:6061/'],
  ])('%s is taken', (_, domain, issuer) => {
    expect(read({ AUTH0_DOMAIN: domain }).domains).toEqual([domainOf(issuer.slice(0, -1))])
  })

  test.each([
    ['http elsewhere', 'http://example.eu.auth0.com'],
    ['http on a host that only starts like localhost', 'http://localhost.example.com'],
    ['http on a host that ends like it', 'http://example.localhost'],
    ['http on an address of the local network', 'http://192.168.0.1'],
    ['http on all addresses', 'http://0.0.0.0:6061'],
    ['a path', 'https://example.eu.auth0.com/authorize'],
    ['a path without a scheme', 'login.example.com/realms/main'],
    ['a path over http', 'http://login.example.com/realms/main'],
    ['a path and a query', 'https://login.example.com/realms/main?a=b'],
    ['a path and an empty query', 'https://login.example.com/realms/main?'],
    ['a path and a fragment', 'https://login.example.com/realms/main#a'],
    ['a path and a password', 'https://a:b@login.example.com/realms/main'],
    ['a query', 'https://example.eu.auth0.com/?a=b'],
    ['a fragment', 'https://example.eu.auth0.com/#a'],
    ['a user', 'https://user@example.eu.auth0.com'],
    ['a user and a password', 'https://user:secret@example.eu.auth0.com'],
    ['a password alone', 'https://:secret@example.eu.auth0.com'],
    ['a name without a dot', 'example'],
    ['another scheme', 'ftp://example.eu.auth0.com'],
    ['a space', 'example eu.auth0.com'],
    ['a placeholder', '<your-tenant>.auth0.com'],
    ['one good and one bad', 'example.eu.auth0.com, http://example.com'],
  ])('%s is refused with a remedy', (_, domain) => {
    const problems = problemsOf({ AUTH0_DOMAIN: domain })
    expect(problems.map(({ variable }) => variable)).toEqual(['AUTH0_DOMAIN'])
    expect(problems[0]?.remedy).toContain('auth0.com')
  })
})

describe('another issuer', () => {
  const wellKnown = '/.well-known/openid-configuration'

  test.each([
    ['of Keycloak', 'https://login.example.com/realms/main', 'https://login.example.com/realms/main'],
    ['of Okta', 'https://dev.okta.com/oauth2/default', 'https://dev.okta.com/oauth2/default'],
    ['of Entra', 'https://login.microsoftonline.com/018f/v2.0', 'https://login.microsoftonline.com/018f/v2.0'],
    [
      'of Cognito',
      'https://cognito-idp.eu-west-1.amazonaws.com/p_1',
      'https://cognito-idp.eu-west-1.amazonaws.com/p_1',
    ],
    ['with a closing slash', 'https://login.example.com/o/app/', 'https://login.example.com/o/app/'],
    [
      'in capitals, of which only its path keeps them',
      'HTTPS://LOGIN.example.com/Realm',
      'https://login.example.com/Realm',
    ],
    ['on localhost', 'http://localhost:8080/realms/main', 'http://localhost:8080/realms/main'],
    ['by its discovery document', `https://login.example.com/a${wellKnown}`, 'https://login.example.com/a'],
    ['without a path, by its discovery document', `https://login.example.com${wellKnown}`, 'https://login.example.com'],
  ])('%s is taken letter by letter', (_, domain, issuer) => {
    const discoveryUrl = issuer.replace(/\/$/, '') + wellKnown
    expect(read({ AUTH0_DOMAIN: domain }).domains).toEqual([{ issuer, origin: new URL(issuer).origin, discoveryUrl }])
  })
})

describe('the algorithms', () => {
  test.each([
    ['', ['RS256', 'PS256']],
    ['ES256', ['ES256']],
    ['PS256, RS256', ['RS256', 'PS256']],
  ])('that %j names count', (named, algorithms) => {
    expect(read({ GATEHOUSE_ALGORITHMS: named }).algorithms).toEqual(algorithms)
  })

  test.each(['none', 'HS256', 'RS512', 'es256', 'RS256,none', 'ES384', 'EdDSA'])('are never %s', (named) => {
    expect(problemsOf({ GATEHOUSE_ALGORITHMS: named })).toMatchObject([
      { variable: 'GATEHOUSE_ALGORITHMS', remedy: 'list some of RS256, PS256, ES256' },
    ])
  })
})

describe('a callback', () => {
  test.each(['https://api.example/auth/callback', 'http://localhost:6060/auth/callback', 'http://[::1]/callback'])(
    '%s is taken',
    (callback) => {
      expect(read({ AUTH0_CALLBACK_URL: callback }).callbackUrl).toBe(callback)
    },
  )

  const unsafe = ['ftp://localhost/callback', 'http://api.example/auth/callback', 'javascript:alert(1)']

  test.each([...unsafe, '/auth/callback', 'api.example/auth/callback'])('%s is refused with a remedy', (callback) => {
    const problems = problemsOf({ AUTH0_CALLBACK_URL: callback })
    expect(problems).toMatchObject([{ variable: 'AUTH0_CALLBACK_URL', remedy: expect.stringContaining('https://') }])
  })
})

test.each([
  ['https://claims.example/', 'https://claims.example'],
  ['https://claims.example//', 'https://claims.example'],
  ['https://claims.example/app/', 'https://claims.example/app'],
])('the namespace %s loses its closing slash', (namespace, bare) => {
  expect(read({ AUTH0_CLAIM_NAMESPACE: namespace }).claimNamespace).toBe(bare)
})

describe('GATEHOUSE_DPOP', () => {
  test.each(['off', 'allowed', 'required'])('may be %s', (mode) => {
    expect(read({ GATEHOUSE_DPOP: mode }).dpop).toBe(mode)
    expect(read({ GATEHOUSE_DPOP: ` ${mode} ` }).dpop).toBe(mode)
  })

  test.each(['on', 'OFF', 'true'])('%s is refused, and the modes are listed', (mode) => {
    expect(problemsOf({ GATEHOUSE_DPOP: mode })).toMatchObject([
      { variable: 'GATEHOUSE_DPOP', remedy: 'set it to one of off, allowed, required' },
    ])
  })
})

describe('an origin that is allowed', () => {
  test.each([
    '*',
    'app.example',
    'https://app.example/',
    'https://app.example/path',
    'https://*.app.example',
    'http://app.example',
    'https://APP.example',
    'null',
  ])('can’t be %s', (origin) => {
    const problems = problemsOf({ GATEHOUSE_ALLOWED_ORIGINS: `https://good.example,${origin}` })
    expect(problems.map(({ variable }) => variable)).toEqual(['GATEHOUSE_ALLOWED_ORIGINS'])
  })
})

describe('an age', () => {
  test('may be a single second, and the soft one as much as the hard one', () => {
    const ages = read({ GATEHOUSE_KEYS_SOFT_AGE_SECONDS: '1', GATEHOUSE_KEYS_HARD_AGE_SECONDS: 1 })
    expect(ages).toMatchObject({ keysSoftAgeSeconds: 1, keysHardAgeSeconds: 1 })
  })

  test.each(['0', '-1', '1.5', 'ten', '10m', '', ' ', 'NaN', 'Infinity', '1e999', {}, []])('%j is refused', (age) => {
    for (const variable of ['GATEHOUSE_KEYS_SOFT_AGE_SECONDS', 'GATEHOUSE_KEYS_HARD_AGE_SECONDS']) {
      const [problem] = problemsOf({ [variable]: age })
      expect(problem?.variable).toBe(variable)
      expect(problem?.remedy).toMatch(/leave it out for (600|86400)/)
    }
  })

  test('soft above hard is refused', () => {
    const problems = problemsOf({ GATEHOUSE_KEYS_SOFT_AGE_SECONDS: '61', GATEHOUSE_KEYS_HARD_AGE_SECONDS: '60' })
    expect(problems.map(({ variable }) => variable)).toEqual(['GATEHOUSE_KEYS_SOFT_AGE_SECONDS'])
  })
})

describe('what is wrong is named', () => {
  test.each([undefined, '', '   ', ',', ' , ', null, 7])('a needed variable that is %j is missing', (value) => {
    for (const variable of ['AUTH0_DOMAIN', 'AUTH0_AUDIENCE']) {
      const problems = problemsOf({ [variable]: value })
      expect(new Set(problems.map((problem) => problem.variable))).toEqual(new Set([variable]))
      expect(problems[0]?.remedy).not.toBe('')
    }
  })

  test.each(['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_CALLBACK_URL', 'AUTH0_CLAIM_NAMESPACE'])(
    '%s that is no text is refused, and not taken for absent',
    (variable) => {
      expect(problemsOf({ [variable]: 7 }).map((problem) => problem.variable)).toEqual([variable])
    },
  )

  test.each(['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_CALLBACK_URL', 'AUTH0_CLAIM_NAMESPACE'])(
    '%s that is empty counts as absent',
    (variable) => {
      expect(problemsOf({ [variable]: ' ' })).toEqual([])
    },
  )

  test.each([
    'AUTH0_DOMAINS',
    'AUTH0_API_AUDIENCE',
    'AUTH0_ALGORITHMS',
    'AUTH0_',
    'GATEHOUSE_DPOP_MODE',
    'GATEHOUSE_KEYS_SOFT_AGE',
    'GATEHOUSE_ALLOWED_ORIGIN',
  ])('%s is unknown, and the known ones are listed', (variable) => {
    const problems = problemsOf({ [variable]: 'x' })
    expect(problems).toMatchObject([{ variable, problem: 'is unknown' }])
    expect(problems[0]?.remedy).toContain('use one of AUTH0_DOMAIN, AUTH0_AUDIENCE, AUTH0_CLIENT_ID, ')
  })

  test('all at once', () => {
    const problems = problemsOf({
      AUTH0_DOMAIN: 'http://example.com',
      AUTH0_AUDIENCE: '',
      AUTH0_CALLBACK_URL: 'nonsense',
      AUTH0_DOMAINE: 'x',
      GATEHOUSE_KEYS_SOFT_AGE_SECONDS: 'x',
    })
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual([
      'AUTH0_AUDIENCE',
      'AUTH0_CALLBACK_URL',
      'AUTH0_DOMAIN',
      'AUTH0_DOMAINE',
      'GATEHOUSE_KEYS_SOFT_AGE_SECONDS',
    ])
  })

  test('in a message that shows each variable and remedy, and no value', () => {
    const problems = problemsOf({ AUTH0_CLIENT_SECRET: 's3cret', AUTH0_X: 'hidden', AUTH0_DOMAIN: '' })
    const error = new ConfigurationError(problems)
    expect(error.message).toMatch(/AUTH0_X is unknown: use one of .*; AUTH0_DOMAIN is missing: set it/)
    expect(error.message).not.toMatch(/s3cret|hidden/)
  })
})
