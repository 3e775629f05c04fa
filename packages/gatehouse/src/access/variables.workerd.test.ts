// Tests which variables are the gateway's own: variables of other tools with similar names must not close a route.
import { describe, expect, test } from 'vitest'
import { ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import { readVariables } from '../tenant/variables.ts'
import type { Members } from '../testing/access/support.ts'

const NEEDED: Members = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example' }
const BINDING = { fetch: () => null }

function problemsOf(variables: Members): readonly string[] {
  try {
    parseConfiguration({ ...NEEDED, ...variables })
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ variable }) => variable)
    throw error
  }
  return []
}

describe('a variable that only begins like one of ours is ignored:', () => {
  test.each<readonly [string, Members]>([
    ['the log level of another library', { LOG_LEVEL: 'debug' }],
    ['its session', { SESSION_TTL: '60' }],
    ['its list', { ALLOWED_HOSTS: '*' }],
    ['its switch', { DPOP_MODE: 'on', EXPLAIN_QUERIES: 'true', KEYS_DIR: '/keys', ORIGIN_SERVER: 'x' }],
    ['the binding of a service', { LOG_ENTRIES: BINDING, SESSION_NOTES: BINDING, AUTH0_LOGS: BINDING }],
    ['a binding that has the former name of a variable', { DPOP: BINDING, LOG_SALT: BINDING, SESSION_KEYS: BINDING }],
  ])('%s', (_, variables) => {
    expect(problemsOf(variables)).toEqual([])
    expect(readVariables(variables).formerNames).toEqual([])
  })
})

test.each(['GATEHOUSE_DPOPS', 'GATEHOUSE_LOG_LEVEL', 'GATEHOUSE_', 'AUTH0_DOMAINE'])(
  'a misspelt variable of ours is named: %s',
  (variable) => {
    expect(problemsOf({ [variable]: 'x' })).toEqual([variable])
  },
)

describe('a variable under its former name', () => {
  const KEY = 'key'.padEnd(32, '.')

  test.each<readonly [string, unknown, Members]>([
    ['ALLOWED_ORIGINS', 'https://app.example', { allowedOrigins: ['https://app.example'] }],
    ['DPOP', 'off', { dpop: 'off' }],
    ['EXPLAIN_REFUSALS', true, { explainRefusals: true }],
    ['LOG_SALT', 'salt', { logSalt: 'salt' }],
    ['SESSION_KEYS', KEY, { sessionKeys: [KEY] }],
    ['KEYS_SOFT_AGE_SECONDS', 60, { keysSoftAgeSeconds: 60 }],
    ['KEYS_HARD_AGE_SECONDS', '3600', { keysHardAgeSeconds: 3600 }],
  ])('counts, and its new name is said: %s', (name, value, expected) => {
    const environment = { ...NEEDED, [name]: value }
    expect(parseConfiguration(environment)).toMatchObject(expected)
    expect(readVariables(environment).formerNames).toEqual([{ variable: name, replacement: `GATEHOUSE_${name}` }])
  })

  test('gives way to the new one', () => {
    expect(parseConfiguration({ ...NEEDED, DPOP: 'off', GATEHOUSE_DPOP: 'required' }).dpop).toBe('required')
  })

  test('with an invalid value is reported by the name that it has', () => {
    expect(problemsOf({ DPOP: 'on' })).toEqual(['DPOP'])
  })
})

test.each(['GATEHOUSE_ALLOWED_ORIGINS', 'GATEHOUSE_DPOP', 'GATEHOUSE_LOG_SALT', 'GATEHOUSE_SESSION_KEYS'])(
  '%s that is no text is refused, and not taken for absent',
  (variable) => {
    expect(problemsOf({ [variable]: 7 })).toEqual([variable])
  },
)
