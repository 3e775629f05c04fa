// Tests what the configuration of a domain says of its schemas.
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOMAIN_ALIASES, withUsedSchemas } from './domain-schemas.ts'
import type { Table } from './table.ts'
import { configureWorker } from './worker-config.ts'

const MAIN = resolve('/project/workers/payments/src/index.ts')
const GATEWAY = { name: 'shop', compatibility_date: '2026-11-01' }
const FILE = resolve('/project/.wrangler/gatehouse/test/payments/schemas.js')

test('a build step writes the schemas that a domain uses, and its bundle has them', () => {
  const config = withUsedSchemas({ main: MAIN, alias: DOMAIN_ALIASES }, FILE)
  expect(config['alias']).toEqual({ '@hono/zod-openapi': FILE })
  expect(config['build']).toEqual({
    command: expect.stringMatching(/schemas-step\.ts" ".*index\.ts" ".*schemas\.js"$/),
    watch_dir: resolve(MAIN, '..'),
  })
})

const OWN: readonly (readonly [title: string, own: Table])[] = [
  ['a build step', { build: { command: 'make' } }],
  ['an alias of the package', { alias: { '@hono/zod-openapi': '@hono/zod-openapi' } }],
  ['an alias of another module', { alias: { other: './other.ts' } }],
  ['a constant', { define: { KIND: '"strict"' } }],
  ['a tsconfig.json', { tsconfig: 'tsconfig.worker.json' }],
  ['rules for modules', { rules: [{ type: 'Text', globs: ['**/*.md'] }] }],
  ['modules that are not bundled', { no_bundle: true }],
]

function configure(own: Table): Table {
  const worker = { name: 'payments', folder: 'workers/payments', role: 'domain' } as const
  return configureWorker({ root: '/project', worker, own, gateway: GATEWAY, domains: [], environment: 'production' })
}

describe.each(OWN)('a domain with %s of its own keeps its configuration', (_case, own) => {
  test.each([
    ['at the top of its file', own],
    ['in the environment alone', { env: { production: own } }],
  ])('when it stands %s', (_place, file) => {
    const config = configure(file)
    expect(withUsedSchemas(config, FILE)).toEqual(config)
  })
})

test('what another environment has changes nothing', () => {
  const config = configure({ env: { staging: { define: { KIND: '"strict"' } }, production: {} } })
  expect(withUsedSchemas(config, FILE)).toMatchObject({ alias: { '@hono/zod-openapi': FILE } })
})
