// Where credentials come from, and what is said of those that do not do.
import { UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { desiredTenant } from './desired.ts'
import { checkScopes, managementToken, neededScopes, scopesIn } from './credentials.ts'

const ORIGIN = 'https://tenant.example.com'

const standardInput = async (): Promise<string> => Promise.resolve('of.standard.input\n')

const desired = (config: Parameters<typeof desiredTenant>[0]['config']) =>
  desiredTenant({
    project: 'shop-api',
    title: 'Shop API',
    config,
    scopes: [],
    audience: 'https://api.example.com',
    claimNamespace: null,
    environments: [],
    hasResource: false,
    logins: { withLogin: false, withSecondFactor: false },
    exchanges: [],
  })

describe('the token of the Management API', () => {
  test('comes from standard input before the environment', async () => {
    const environment = { MANAGEMENT_TOKEN: 'of.the.environment' }
    expect(await managementToken(ORIGIN, { environment, readToken: null })).toBe('of.the.environment')
    expect(await managementToken(ORIGIN, { environment, readToken: standardInput })).toBe('of.standard.input')
  })

  test.each([
    ['no credentials', {}, null],
    ['half of them', { MANAGEMENT_CLIENT_ID: 'x' }, null],
    ['an empty standard input', {}, async () => Promise.resolve('\n')],
  ])('is asked for in words where there are %s', async (_title, environment, readToken) => {
    await expect(managementToken(ORIGIN, { environment, readToken })).rejects.toMatchObject({
      exitStatus: 3,
      message: expect.stringContaining('set MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET') as string,
    })
  })

  test('that is none is refused without showing it', () => {
    expect(() => scopesIn('hush hush')).toThrow('the token is no token of the Management API')
    expect(() => scopesIn('hush hush')).not.toThrow('hush hush')
  })
})

describe('the scopes of a token', () => {
  test('are read from it, and every one that is missing is named at once', () => {
    const held = scopesIn(new UnsecuredJWT({ scope: 'read:clients read:roles' }).encode())
    expect(() => checkScopes(held, ['read:clients', 'read:actions', 'update:roles'])).toThrow(
      'the token lacks read:actions, update:roles: add these permissions under',
    )
    expect(() => checkScopes(held, ['read:clients'])).not.toThrow()
  })

  test('need be no more than what a command does', () => {
    const plan = neededScopes(desired({}), { writes: false, prune: true })
    expect(plan.every((scope) => scope.startsWith('read:'))).toBe(true)
    const apply = neededScopes(desired({}), { writes: true, prune: false })
    expect(apply.some((scope) => scope.startsWith('delete:'))).toBe(false)
    expect(apply.some((scope) => scope.includes('tenant_settings') || scope.includes('event_streams'))).toBe(false)
    const events = desired({ resourceParameter: true, events: { url: 'https://hooks.example.com' } })
    expect(neededScopes(events, { writes: true, prune: true })).toEqual(
      expect.arrayContaining(['update:tenant_settings', 'create:event_streams', 'delete:roles']),
    )
  })
})
