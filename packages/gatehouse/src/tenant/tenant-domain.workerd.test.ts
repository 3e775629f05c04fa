// Tests the accepted domains and issuers, their normal form, and the accepted algorithms.
import { describe, expect, test } from 'vitest'
import { type Configuration, ConfigurationError, parseConfiguration } from './configuration.ts'
import { issuersOfTenant } from './tenant-domain.ts'
import type { Members } from '../testing/access/support.ts'

const NEEDED: Members = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example' }

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
    expect(read({ AUTH0_DOMAIN: domain }).domains).toEqual([
      { issuer, origin: issuer.slice(0, -1), discoveryUrl: null },
    ])
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

test.each([
  ['a tenant and its custom domain', 'example.eu.auth0.com, login.example.com', [0, 1]],
  ['a custom domain and its tenant', 'login.example.com, example.eu.auth0.com', [0, 1]],
  ['two tenants', 'example.eu.auth0.com, other.eu.auth0.com', [0]],
  ['a custom domain, its tenant and another one', 'login.example.com, a.auth0.com, b.auth0.com', [0, 1]],
  ['a tenant and another authorization server', 'example.eu.auth0.com, https://id.example.com/realms/main', [0]],
  ['another authorization server and a tenant', 'https://id.example.com/realms/main, example.eu.auth0.com', [0]],
])('the issuers of one tenant are told from those of %s', (_, listed, own) => {
  const { domains } = read({ AUTH0_DOMAIN: listed })
  expect(issuersOfTenant(domains)).toEqual(own.map((at) => domains[at]?.issuer))
})
