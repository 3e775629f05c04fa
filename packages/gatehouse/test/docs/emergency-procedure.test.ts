// Tests the emergency procedure, which is followed in a hurry: it names the calls and settings that work, and promises no more.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseConfiguration } from '../../src/tenant/configuration.ts'

const page = readFileSync('docs/operating.md', 'utf8')
const procedure = /\*\*A session cookie was stolen[^]*?(?=\n\*\*)/.exec(page)?.[0] ?? ''

test.each([
  ['that ending a session leaves its refresh tokens', 'refresh tokens outlive it'],
  ['the call that revokes both for a person', 'POST /api/v2/users/{id}/revoke-access'],
  ['the call that revokes both for a session', 'POST /api/v2/sessions/{id}/revoke'],
  ['the permission that this takes', 'delete:refresh_tokens'],
  ['that back-channel logout is for Enterprise plans', 'Enterprise'],
  ['the setting by which it is called for everything', '"backchannel_logout_initiators": {"mode": "all"}'],
  ['that blocking a user calls nobody', 'A blocked user is no initiator'],
  ['the keys that end the sessions of everybody', 'GATEHOUSE_SESSION_KEYS'],
])('the emergency procedure names %s', (_what, words) => {
  expect(procedure.replaceAll(/\s+/g, ' ')).toContain(words)
})

test('the variable that the emergency procedure names is one of the gateway', () => {
  const key = 'new'.padEnd(32, '.')
  const variables = { AUTH0_DOMAIN: 'a.example', AUTH0_AUDIENCE: 'a', GATEHOUSE_SESSION_KEYS: key }
  expect(parseConfiguration(variables).sessionKeys).toEqual([key])
})
