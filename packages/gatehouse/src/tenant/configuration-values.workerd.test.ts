// Tests the values of single variables of the gateway, and that a variable with an invalid value never counts as absent.
import { describe, expect, test } from 'vitest'
import { ConfigurationError, parseConfiguration } from './configuration.ts'
import { formerNameOf } from './variables.ts'
import { AUDIENCE, type Members } from '../testing/access/support.ts'

const read = (more: Members) =>
  parseConfiguration({ AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: AUDIENCE, ...more })

function errorOf(more: Members): ConfigurationError {
  try {
    read(more)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing is wrong with it')
}

test.each([
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTH0_CLIENT_ID',
  'AUTH0_PAGES_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_CALLBACK_URL',
  'AUTH0_CLAIM_NAMESPACE',
  'AUTH0_EVENT_STREAM_TOKEN',
  'AUTH0_EXCHANGE_CLIENT_ID',
  'AUTH0_EXCHANGE_CLIENT_SECRET',
  'GATEHOUSE_ALGORITHMS',
  'GATEHOUSE_ALLOWED_ORIGINS',
  'GATEHOUSE_DPOP',
  'GATEHOUSE_DPOP_NONCES',
  'GATEHOUSE_EXCHANGE_STORE',
  'GATEHOUSE_KV_SECRET',
  'GATEHOUSE_LOG_SALT',
  'GATEHOUSE_RESOURCE',
  'GATEHOUSE_SCRAPE_TOKEN',
  'GATEHOUSE_SESSION_KEYS',
])('%s that is no text is refused, and not taken for absent', (variable) => {
  const { problems } = errorOf({ [variable]: 7 })
  expect(problems).toContainEqual({ variable, problem: 'is no text', remedy: 'put its value in quotes' })
  expect(new Set(problems.map((problem) => problem.variable))).toEqual(new Set([variable]))
})

describe.each([
  ['the secret of KV', 'GATEHOUSE_KV_SECRET', 'kvSecret'],
  ['the scrape token', 'GATEHOUSE_SCRAPE_TOKEN', 'scrapeToken'],
] as const)('%s', (_, variable, name) => {
  test('that could be guessed is refused', () => {
    expect(errorOf({ [variable]: 'x'.repeat(31) }).problems).toMatchObject([
      { variable, problem: 'has less than 32 characters' },
    ])
  })

  test('may have 32 characters', () => {
    expect(read({ [variable]: 'x'.repeat(32) })[name]).toBe('x'.repeat(32))
  })
})

test.each([
  ['of their own', { AUTH0_CLIENT_ID: 'login', AUTH0_PAGES_CLIENT_ID: 'pages' }, 'login', 'pages'],
  ['of login when they have none', { AUTH0_CLIENT_ID: 'login' }, 'login', 'login'],
  ['of their own where there is no login', { AUTH0_PAGES_CLIENT_ID: 'pages' }, null, 'pages'],
])('the pages log in with the application %s', (_, variables, clientId, pagesClientId) => {
  expect(read(variables)).toMatchObject({ clientId, pagesClientId })
})

test('a log line names the error by its kind', () => {
  expect(String(errorOf({ AUTH0_DOMAIN: '' }))).toMatch(/^ConfigurationError: AUTH0_DOMAIN is missing: /)
})

test('the address of a service is no unknown variable, for any name of the service', () => {
  expect(read({ GATEHOUSE_ORIGIN_REPORTS: 'https://reports.example' }).explainRefusals).toBe(false)
})

test.each([
  ['GATEHOUSE_DPOP', 'DPOP'],
  ['AUTH0_DOMAIN', 'AUTH0_DOMAIN'],
])('%s was called %s in version 0.1', (name, former) => {
  expect(formerNameOf(name)).toBe(former)
})

test.each([
  [{ GATEHOUSE_SYNC_SECONDS: 0 }, 0],
  [{ GATEHOUSE_SYNC_SECONDS: '0' }, 0],
  [{ GATEHOUSE_SYNC_SECONDS: 300 }, 300],
  [{ GATEHOUSE_SYNC_SECONDS: null }, 5],
])('the exchange between isolates may be as in %j', (variables, syncSeconds) => {
  expect(read(variables)).toMatchObject({ syncSeconds })
})

test.each([
  { GATEHOUSE_SYNC_SECONDS: 301 },
  { GATEHOUSE_SYNC_SECONDS: -1 },
  { GATEHOUSE_SYNC_SECONDS: 'never' },
  { GATEHOUSE_SYNC_SECONDS: '' },
  { GATEHOUSE_SYNC_SECONDS: ' ' },
  { GATEHOUSE_SYNC_SECONDS: false },
  { GATEHOUSE_SYNC_SECONDS: [] },
  { GATEHOUSE_TOKEN_MAX_SECONDS: 0 },
])('the exchange between isolates is not as in %j', (variables) => {
  expect(errorOf(variables).message).toContain(Object.keys(variables)[0])
})

test.each([
  ['AUTH0_EXCHANGES_PER_SECOND', 0],
  ['AUTH0_EXCHANGES_PER_SECOND', '2.5'],
  ['AUTH0_EXCHANGES_PER_SECOND', 1_001],
])('%s can not be %j', (variable, value) => {
  expect(errorOf({ [variable]: value }).problems).toMatchObject([{ variable }])
})

test('exchanged tokens are kept in a place that exists', () => {
  expect(errorOf({ GATEHOUSE_EXCHANGE_STORE: 'disk' }).problems).toMatchObject([
    { variable: 'GATEHOUSE_EXCHANGE_STORE', remedy: 'set it to one of kv, memory' },
  ])
})

test.each([1, 1_000])('an isolate may begin %d exchanges a second', (perSecond) => {
  const client = { AUTH0_EXCHANGE_CLIENT_ID: 'id', AUTH0_EXCHANGE_CLIENT_SECRET: 'hush' }
  expect(read({ ...client, AUTH0_EXCHANGES_PER_SECOND: perSecond }).exchangeClient).toMatchObject({ perSecond })
})

test('a free plan of Auth0 and a KV without tokens are a setting each', () => {
  const client = { AUTH0_EXCHANGE_CLIENT_ID: 'id', AUTH0_EXCHANGE_CLIENT_SECRET: 'hush' }
  const more = { AUTH0_EXCHANGES_PER_SECOND: '2', GATEHOUSE_EXCHANGE_STORE: 'memory' }
  expect(read({ ...client, ...more }).exchangeClient).toMatchObject({ perSecond: 2, isStored: false })
})
