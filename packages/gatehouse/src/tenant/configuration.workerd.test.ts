// Tests that every defect of the gateway's configuration is named at once, each with its remedy.
import { describe, expect, test } from 'vitest'
import { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts'
import type { Members } from '../testing/access/support.ts'

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
    resource: null,
    algorithms: ['RS256', 'PS256'],
    clientId: null,
    pagesClientId: null,
    clientSecret: null,
    exchangeClient: null,
    callbackUrl: null,
    sessionKeys: [],
    dpopNonces: [],
    claimNamespace: null,
    dpop: 'allowed',
    allowedOrigins: [],
    kvSecret: null,
    scrapeToken: null,
    logSalt: null,
    explainRefusals: false,
    keysSoftAgeSeconds: 600,
    keysHardAgeSeconds: 86_400,
    sessionIdleSeconds: 259_200,
    sessionMaxSeconds: 604_800,
    syncSeconds: 5,
    tokenMaxSeconds: 2_592_000,
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
    AUTH0_EXCHANGE_CLIENT_ID: ' exchange ',
    AUTH0_EXCHANGE_CLIENT_SECRET: ' hush ',
    GATEHOUSE_ALGORITHMS: ' ES256 , PS256 ',
    GATEHOUSE_ALLOWED_ORIGINS: 'https://app.example, http://localhost:3000',
    GATEHOUSE_KV_SECRET: ` ${'kv'.padEnd(32, '.')} `,
    GATEHOUSE_LOG_SALT: ' salt ',
    GATEHOUSE_RESOURCE: ' https://api.example ',
    GATEHOUSE_SESSION_KEYS: ` ${'new'.padEnd(32, '.')} , ${'old'.padEnd(32, '.')} `,
    GATEHOUSE_KEYS_SOFT_AGE_SECONDS: '60',
    GATEHOUSE_KEYS_HARD_AGE_SECONDS: 3600,
    GATEHOUSE_SESSION_IDLE_SECONDS: '1800',
    GATEHOUSE_SESSION_MAX_SECONDS: 28800,
    GATEHOUSE_SYNC_SECONDS: '10',
    GATEHOUSE_TOKEN_MAX_SECONDS: 3600,
  })
  expect(configuration).toEqual({
    domains: [domainOf('https://example.eu.auth0.com'), domainOf('https://login.example.com')],
    audiences: ['https://api.example', 'https://second.example'],
    resource: 'https://api.example',
    algorithms: ['PS256', 'ES256'],
    clientId: 'client',
    pagesClientId: 'client',
    clientSecret: 'secret',
    exchangeClient: { clientId: 'exchange', clientSecret: 'hush', perSecond: 30, isStored: true },
    callbackUrl: 'https://api.example/auth/callback',
    sessionKeys: ['new'.padEnd(32, '.'), 'old'.padEnd(32, '.')],
    dpopNonces: [],
    claimNamespace: 'https://claims.example',
    dpop: 'allowed',
    allowedOrigins: ['https://app.example', 'http://localhost:3000'],
    kvSecret: 'kv'.padEnd(32, '.'),
    scrapeToken: null,
    logSalt: 'salt',
    explainRefusals: false,
    keysSoftAgeSeconds: 60,
    keysHardAgeSeconds: 3600,
    sessionIdleSeconds: 1800,
    sessionMaxSeconds: 28_800,
    syncSeconds: 10,
    tokenMaxSeconds: 3600,
  })
})

test('bindings and variables that are not ours are ignored', () => {
  expect(problemsOf({ KEYS: { get: () => null }, PAYMENTS: {}, OTHER: 1, CF_VERSION: {} })).toEqual([])
})

test('a secret without the application that exchanges tokens is none, and without its secret no application does', () => {
  expect(problemsOf({ AUTH0_EXCHANGE_CLIENT_SECRET: 'hush' })).toMatchObject([{ variable: 'AUTH0_EXCHANGE_CLIENT_ID' }])
  expect(read({ AUTH0_EXCHANGE_CLIENT_ID: 'exchange' }).exchangeClient).toBeNull()
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

describe('a resource', () => {
  test.each(['https://api.example', 'https://api.example/v1', 'http://localhost:6060'])('may be %s', (resource) => {
    expect(read({ GATEHOUSE_RESOURCE: resource }).resource).toBe(resource)
  })

  test.each([
    'http://api.example',
    'api.example',
    'urn:api',
    '/v1',
    'https://api.example/?v=1',
    'https://api.example#v1',
    'https://api.example/a"b',
  ])('can’t be %s', (resource) => {
    const problems = problemsOf({ GATEHOUSE_RESOURCE: resource })
    expect(problems).toMatchObject([{ variable: 'GATEHOUSE_RESOURCE', remedy: expect.stringContaining('https://') }])
  })
})

test.each([
  ['https://claims.example/', 'https://claims.example'],
  ['https://claims.example//', 'https://claims.example'],
  ['https://claims.example/app/', 'https://claims.example/app'],
])('the namespace %s loses its closing slash', (namespace, bare) => {
  expect(read({ AUTH0_CLAIM_NAMESPACE: namespace }).claimNamespace).toBe(bare)
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
