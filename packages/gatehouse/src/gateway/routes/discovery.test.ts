// Tests the metadata of protected resources (RFC 9728 §2), as data.
import { describe, expect, test } from 'vitest'
import { metadataOf } from './discovery-metadata.ts'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { parseConfiguration } from '../../tenant/configuration.ts'

const EDGE = 'https://api.example.com'

function metadata(path: string, variables: Readonly<Record<string, string>> = {}) {
  const AUTH0_AUDIENCE = 'https://api.gatehouse.local'
  const configuration = parseConfiguration({ AUTH0_DOMAIN: 'example.auth0.com', AUTH0_AUDIENCE, ...variables })
  return metadataOf(EDGE, path, configuration, TABLE)
}

test('the whole names every scope of every contract, once', () => {
  const { scopes_supported: scopes } = metadata('')
  expect(scopes).toEqual(expect.arrayContaining(['read:reports', 'read:payments', 'write:search', 'read:insights']))
  expect(scopes).toHaveLength(new Set(scopes).size)
})

test.each([
  ['a service', '/payments', ['read:payments', 'read:all-payments', 'write:payments', 'refund:payments']],
  ['a path with a parameter', '/payments/018f/refund', metadata('/payments').scopes_supported],
  ['a service whose own path has no operation', '/insights', ['read:insights', 'read:payments']],
  ['a service that is public in part', '/search', ['write:search']],
  ['what the gateway answers itself', '/me', ['read:status', 'write:revocations']],
])('%s names the scopes of its contract: %s', (_, path, scopes) => {
  expect(metadata(path)).toMatchObject({ resource: EDGE + path, scopes_supported: scopes })
})

test.each(['/nope', '/payments/', '/payments//refund', '/payments/a/b', '/health', '/docs', '/search/documents/a/b'])(
  'where nothing takes a token there is no metadata: %s',
  (path) => {
    expect(() => metadata(path)).toThrow(expect.objectContaining({ code: 'route_not_found' }))
  },
)

test('with GATEHOUSE_RESOURCE every path has the metadata of that one resource, with all scopes', () => {
  const resource = 'https://gateway.example.com/v1'
  for (const path of ['', '/v1', '/payments', '/health'])
    expect(metadata(path, { GATEHOUSE_RESOURCE: resource })).toEqual({ ...metadata(''), resource })
})

test('every domain of the tenant is an authorization server, written as its tokens do', () => {
  const { authorization_servers: servers } = metadata('', { AUTH0_DOMAIN: 'login.example.com, example.auth0.com' })
  expect(servers).toEqual(['https://login.example.com/', 'https://example.auth0.com/'])
})

describe('how tokens may be sent', () => {
  const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA']

  test.each([
    ['off', {}],
    ['allowed', { dpop_signing_alg_values_supported: ALGORITHMS, dpop_bound_access_tokens_required: false }],
    ['required', { dpop_signing_alg_values_supported: ALGORITHMS, dpop_bound_access_tokens_required: true }],
  ])('with GATEHOUSE_DPOP=%s', (mode, expected) => {
    const members = Object.entries(metadata('/me', { GATEHOUSE_DPOP: mode }))
    expect(Object.fromEntries(members.filter(([name]) => name.startsWith('dpop')))).toEqual(expected)
    expect(metadata('/me', { GATEHOUSE_DPOP: mode })).toMatchObject({
      bearer_methods_supported: ['header'],
      tls_client_certificate_bound_access_tokens: true,
    })
  })
})
