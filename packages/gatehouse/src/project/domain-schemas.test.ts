// Tests what the configuration of a domain says of its schemas.
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { DOMAIN_ALIASES, withUsedSchemas } from './domain-schemas.ts'

const MAIN = resolve('/project/workers/payments/src/index.ts')
const FILE = resolve('/project/.wrangler/gatehouse/test/payments/schemas.js')

test('a build step writes the schemas that a domain uses, and its bundle has them', () => {
  const config = withUsedSchemas({ main: MAIN, alias: { ...DOMAIN_ALIASES, other: './other.ts' } }, FILE)
  expect(config['alias']).toEqual({ '@hono/zod-openapi': FILE, other: './other.ts' })
  expect(config['build']).toEqual({
    command: expect.stringMatching(/schemas-step\.ts" ".*index\.ts" ".*schemas\.js"$/),
    watch_dir: resolve(MAIN, '..'),
  })
})

test.each([
  ['a build step', { main: MAIN, alias: DOMAIN_ALIASES, build: { command: 'make' } }],
  ['an alias of the package', { main: MAIN, alias: { '@hono/zod-openapi': '@hono/zod-openapi' } }],
])('a domain with %s of its own keeps its configuration', (_case, config) => {
  expect(withUsedSchemas(config, FILE)).toEqual(config)
})
