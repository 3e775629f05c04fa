// docs/configuration.md has every variable that the code reads, with its default, and every member of gatehouse.config.ts.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { checkConfig } from '../../src/config/check-config.ts'
import { parseConfiguration } from '../../src/tenant/configuration.ts'
import { VARIABLES } from '../../src/tenant/variables.ts'

const page = readFileSync('docs/configuration.md', 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.slice(2, -2).split(' | '))
const named = rows.flatMap(([names = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name))

/** Set by the commands themselves, or by wrangler, for the processes that they start. */
const INTERNAL = ['CONTRACTS_ARE_FRESH', 'WRANGLER_COMMAND']

test('docs/configuration.md names each variable of the gateway once, and no other', () => {
  const gateway = named.filter((name) => /^(?:AUTH0|GATEHOUSE)_/.test(name ?? ''))
  expect(gateway.toSorted()).toEqual([...VARIABLES, 'GATEHOUSE_ORIGIN_<NAME>'].toSorted())
})

test('docs/configuration.md names each variable that a command reads', () => {
  const read = globSync('packages/gatehouse/src/{cli,project}/**/*.ts', { exclude: ['**/*.test.ts'] })
    .map((path) => readFileSync(path, 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(/\benv\['([A-Z\d_]+)'\]/g)].map(([, name]) => name),
      ...[...text.matchAll(/\{([^}]*)\} = env\b/g)].flatMap(([, names = '']) => names.match(/[A-Z\d_]{2,}/g) ?? []),
    ])
  expect(read).toEqual(expect.arrayContaining(['TOKEN_CLIENT_SECRET', 'MANAGEMENT_CLIENT_ID']))
  expect(named).toEqual(expect.arrayContaining(read.filter((name) => !INTERNAL.includes(name ?? ''))))
})

test('docs/configuration.md says a meaning, a unit or form, and a default of each variable of the gateway', () => {
  const incomplete = rows.filter(
    ([names = '', ...cells]) => /`(?:AUTH0|GATEHOUSE)_/.test(names) && (cells.length !== 3 || cells.includes('')),
  )
  expect(incomplete).toEqual([])
})

const defaults = parseConfiguration({ AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' })
test.each([
  ['GATEHOUSE_KEYS_SOFT_AGE_SECONDS', defaults.keysSoftAgeSeconds],
  ['GATEHOUSE_KEYS_HARD_AGE_SECONDS', defaults.keysHardAgeSeconds],
  ['GATEHOUSE_SESSION_IDLE_SECONDS', defaults.sessionIdleSeconds],
  ['GATEHOUSE_SESSION_MAX_SECONDS', defaults.sessionMaxSeconds],
  ['GATEHOUSE_ALGORITHMS', `\`${defaults.algorithms.join(',')}\``],
  ['GATEHOUSE_DPOP', `\`${defaults.dpop}\``],
])('docs/configuration.md says the default of %s', (name, value) => {
  const row = rows.find(([names]) => names === `\`${name}\``)
  expect(row?.at(-1)?.replace(/ \(.*/, '')).toBe(String(value))
})

test('docs/configuration.md has an example of gatehouse.config.ts that is right', async () => {
  const [, example = ''] = /^```ts\n(\/\/ gatehouse\.config\.ts\n[^]*?)^```$/m.exec(page) ?? []
  mkdirSync('.wrangler', { recursive: true })
  // It is in the project, where the package is found.
  const folder = mkdtempSync(resolve('.wrangler/example-'))
  try {
    writeFileSync(join(folder, 'gatehouse.config.ts'), example)
    const config: { default: unknown } = await import(pathToFileURL(join(folder, 'gatehouse.config.ts')).href)
    expect(checkConfig(config.default, () => true)).toEqual([])
    expect(config.default).toHaveProperty('brand.title')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('docs/configuration.md names each member of gatehouse.config.ts, and no other', () => {
  const members = membersBeside({ '?': 1 }).flatMap((name) => {
    const below = membersBeside({ [name]: { '?': 1 } })
    return below.length === 0 ? [name] : below.map((member) => `${name}.${member}`)
  })
  expect(members).toContain('tenant.users')
  const told = named.filter((name) => /^[a-z]\w*(?:\.\w+)?$/.test(name ?? '') && !name?.endsWith('.toml'))
  expect(told.toSorted()).toEqual([...members].toSorted())
})

// What an unknown member is told of the known ones.
function membersBeside(unknown: object): string[] {
  return / are (.+)$/.exec(checkConfig(unknown, () => true)[0] ?? '')?.[1]?.split(', ') ?? []
}
