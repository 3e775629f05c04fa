// Tests the options of `npm run dev`, a port that is taken, and a path that was changed.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { CommandError } from './command-error.ts'
import { isWatched, workFor } from './dev/changes.ts'
import { DEFAULT_PORTS } from '../config/defaults.ts'
import { placeVariables } from '../project/local-addresses.ts'
import { readPorts } from './dev/options.ts'
import { listenerOn } from './dev/port.ts'
import { tenantWarnings } from './dev/tenant-warnings.ts'

describe('the ports', () => {
  test('are numbers, and https is asked for by name', () => {
    const others = { port: '7060', tenantPort: '7061' }
    expect(readPorts(others, DEFAULT_PORTS)).toEqual({ port: 7060, tenantPort: 7061, tenantHttps: false })
    expect(readPorts({ ...others, tenantHttps: true }, DEFAULT_PORTS)).toEqual({
      port: 7060,
      tenantPort: 7061,
      tenantHttps: true,
    })
  })

  test.each([{ port: '0' }, { port: '65536' }, { port: 'x' }, { port: '' }, { tenantPort: '1e3' }, { port: '6061' }])(
    'are refused when they are none, or the same: %j',
    (wrong) => {
      expect(() => readPorts({ port: '6060', tenantPort: '6061', ...wrong }, DEFAULT_PORTS)).toThrow(CommandError)
    },
  )

  test('are those of the project where none is asked for', () => {
    const home = { gateway: 8060, tenant: 8061 }
    expect(readPorts({}, home)).toMatchObject({ port: 8060, tenantPort: 8061 })
    expect(readPorts({ port: '7060' }, home)).toMatchObject({ port: 7060, tenantPort: 8061 })
  })

  test.each([
    [6061, 8061],
    [8061, 8061],
    [8061, 7061],
  ])('move an address on %i to %i in a project whose tenant is at home on 8061', (named, tenantPort) => {
    const variables = { AUTH0_DOMAIN: `http://localhost:${named}` }
    const here = { port: 6060, tenantPort, tenantHttps: false }
    const { tenantUrl } = placeVariables(variables, here, { gateway: 6060, tenant: 8061 })
    expect(tenantUrl).toBe(`http://localhost:${tenantPort}`)
  })

  test.each<readonly [Record<string, string>, number]>([
    [{ AUTH0_AUDIENCE: 'https://other, https://api.example.com', AUTH0_CLAIM_NAMESPACE: 'https://example.com/' }, 0],
    [{ AUTH0_AUDIENCE: 'https://other', AUTH0_CLAIM_NAMESPACE: 'https://example.com' }, 1],
    [{}, 2],
  ])('go with a warning when .dev.vars names another API than the local tenant has: %j', (variables, warnings) => {
    const tenant = { audience: 'https://api.example.com', claimNamespace: 'https://example.com' }
    expect(tenantWarnings(variables, tenant)).toHaveLength(warnings)
  })

  const OTHERS = { port: 7060, tenantPort: 7061, tenantHttps: false }
  test.each<readonly [string, string, string | null, string | undefined]>([
    ['http://localhost:6061', 'a local tenant', 'http://localhost:7061', 'http://localhost:7061'],
    [
      'https://example.eu.auth0.com, http://127.0.0.1:6061/',
      'one among others',
      'http://127.0.0.1:7061',
      'https://example.eu.auth0.com, http://127.0.0.1:7061/',
    ],
    ['http://localhost:7061', 'one that is there already', 'http://localhost:7061', undefined],
    ['example.eu.auth0.com', 'a tenant elsewhere', null, undefined],
    ['http://localhost:60610', 'a longer port', null, undefined],
  ])('move the address %s of %s with them', (domain, _title, tenantUrl, moved) => {
    const { changed, ...rest } = placeVariables({ AUTH0_DOMAIN: domain }, OTHERS)
    expect(rest).toEqual({ tenantUrl })
    expect(changed['AUTH0_DOMAIN']).toBe(moved)
  })

  test.each<readonly [string, boolean, string | null, string | undefined]>([
    ['http://localhost:6061/', true, 'https://localhost:7061', 'https://localhost:7061/'],
    ['https://localhost:6061', false, 'https://localhost:7061', 'https://localhost:7061'],
    ['http://example.com', true, null, undefined],
  ])(
    'of a local tenant with https (%s, asked for: %j) are told to the gateway',
    (domain, tenantHttps, tenantUrl, moved) => {
      const placed = placeVariables({ AUTH0_DOMAIN: domain }, { ...OTHERS, tenantHttps })
      expect([placed.tenantUrl, placed.changed['AUTH0_DOMAIN']]).toEqual([tenantUrl, moved])
    },
  )

  test.each([
    ['http://localhost:6060/auth/callback', 'http://localhost:7060/auth/callback'],
    ['https://api.example.com/auth/callback', undefined],
  ])('move the callback of this gateway, and no other one: %s', (callback, moved) => {
    expect(placeVariables({ AUTH0_CALLBACK_URL: callback }, OTHERS).changed['AUTH0_CALLBACK_URL']).toBe(moved)
  })

  test('that are taken are said to be, and by which process', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    expect(await listenerOn(address.port)).toContain(`(process ${process.pid}`)
    server.close()
    await once(server, 'close')
    expect(await listenerOn(address.port)).toBeNull()
  })
})

test.each<readonly [string, boolean, readonly string[]]>([
  ['workers/search/contract.ts', false, []],
  ['origins/reports/openapi.json', false, []],
  ['wrangler.toml', true, []],
  ['.dev.vars', true, []],
  ['workers/search/migrations/0003_more.sql', false, ['search']],
  ['workers/search/wrangler.toml', true, ['search']],
  [String.raw`workers\search\migrations\0003_more.sql`, false, ['search']],
])('a change of %s makes the work that follows from it', (path, configure, migrate) => {
  expect(isWatched(path)).toBe(true)
  expect(workFor([path])).toEqual({ configure, migrate })
})

test.each([
  'workers/search/.wrangler/tmp/bundle/index.js',
  'workers/search/src/testing/client.ts',
  'workers/search/src/documents.system.test.ts',
  'workers/search/worker-configuration.d.ts',
  'workers/search/node_modules/x/index.ts',
])('a change of %s makes no work', (path) => {
  expect(isWatched(path)).toBe(false)
})
