// Tests the doctor's look at the claims about a login.
import { expect, test } from 'vitest'
import { parseConfiguration } from '../../tenant/configuration.ts'
import { checkLoginClaims } from './login-claims.ts'

const AUTH0 = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' }

test.each([
  ['without a prefix for claims', AUTH0, 'bad'],
  ['with one, whose Actions it cannot see', { ...AUTH0, AUTH0_CLAIM_NAMESPACE: 'https://example.com' }, 'skipped'],
  [
    'that is the local one',
    { ...AUTH0, AUTH0_DOMAIN: 'http://localhost:6061', AUTH0_CLAIM_NAMESPACE: 'https://example.com' },
    'good',
  ],
  ['that is not Auth0', { ...AUTH0, AUTH0_DOMAIN: 'https://issuer.example/realms/one' }, 'skipped'],
])('a tenant %s', (_, variables, state) => {
  const configuration = parseConfiguration(variables)
  expect(checkLoginClaims(configuration, true)).toMatchObject([{ check: 'login claims', state }])
  expect(checkLoginClaims(configuration, false)).toEqual([])
})
