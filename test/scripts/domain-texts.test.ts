// How a new domain is written into wrangler.toml and into the table of services: what is taken out again leaves no trace.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { runInNewContext } from 'node:vm'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { asWritten, formatted } from '../../scripts/domains/files.ts'
import { addRow, removeRow } from '../../scripts/domains/table.ts'
import { addService, removeService } from '../../scripts/domains/toml.ts'
import { tomlKey, tomlValue } from '../../scripts/deploy/toml-value.ts'

const TOML = readFileSync('wrangler.toml', 'utf8')
const TABLE = readFileSync('src/gateway/services.ts', 'utf8')
const INVOICES = { binding: 'INVOICES', service: 'gatehouse-invoices' }

const WITH_ENVIRONMENT = `name = "gatehouse"

# One binding a domain; the table of services is src/gateway/services.ts.
[[services]]
binding = "PAYMENTS"
service = "gatehouse-payments"

[triggers]
crons = []

[env.staging.vars]
A = "b"

[[env.staging.services]]
binding = "PAYMENTS"
service = "gatehouse-payments-staging"

[[env.production.kv_namespaces]]
binding = "KEYS"
`

describe('a service binding', () => {
  test('comes after the last one', () => {
    expect(addService(WITH_ENVIRONMENT, INVOICES)).toBe(
      WITH_ENVIRONMENT.replace(
        '\n\n[triggers]',
        '\n\n[[services]]\nbinding = "INVOICES"\nservice = "gatehouse-invoices"\n\n[triggers]',
      ),
    )
  })

  test.each([
    ['of the project', TOML],
    ['with environments', WITH_ENVIRONMENT],
  ])('that is taken out again leaves a wrangler.toml %s as it was', (_title, text) => {
    expect(removeService(addService(text, INVOICES), 'INVOICES')).toBe(text)
  })

  test('that was the only one leaves the place of the next, and goes from every environment', () => {
    const empty = removeService(WITH_ENVIRONMENT, 'PAYMENTS')
    expect(empty).not.toContain('services]]')
    expect(addService(empty, { binding: 'PAYMENTS', service: 'gatehouse-payments' })).toContain(
      'services.ts.\n[[services]]\nbinding = "PAYMENTS"\n',
    )
  })

  test('that stands first is taken out without the comment above it', () => {
    const left = removeService(TOML, 'PAYMENTS')
    expect(left).toContain('services.ts.\n[[services]]\nbinding = "SEARCH"')
  })
})

describe('a row', () => {
  test('comes last in the table', () => {
    const row = "{ name: 'invoices', binding: 'INVOICES' }"
    expect(addRow(TABLE, { name: 'invoices', binding: 'INVOICES' })).toBe(TABLE.replace(/\n\]\n$/, `\n  ${row},\n]\n`))
  })

  test.each([
    { name: 'x', binding: 'X' },
    { name: 'x', origin: 'https://x.example.com' },
    { name: 'x', origin: '\'}],\n// "\\' },
  ])('that is taken out again leaves the table as it was: %j', (row) => {
    expect(removeRow(addRow(TABLE, row), 'x')).toBe(TABLE)
  })

  test.each([
    "https://x'+process.exit(7)+'.com",
    "\\'+process.exit(7)+\\'",
    "'}, ...process.exit(7), {'",
    '${process.exit(7)}`*/',
    'two\nlines\u2028"quoted"',
  ])('holds a value as data, whatever stands in it: %j', (origin) => {
    const added = addRow('export const SERVICES: readonly Service[] = []\n', { name: 'x', origin })
    const code = stripTypeScriptTypes(added).replace('export const SERVICES', 'rows')
    const rows: unknown = runInNewContext(code, { rows: undefined })
    expect(rows).toEqual([{ name: 'x', origin }])
  })

  test('finds its place in an empty table', () => {
    const empty = TABLE.replace(/= \[[\s\S]*\]\n$/, '= []\n')
    expect(addRow(empty, { name: 'x', binding: 'X' })).toContain("= [\n  { name: 'x', binding: 'X' },\n]\n")
  })

  test.each([
    ['on one line', "[{ name: 'one', binding: 'ONE' }]\n", '[]\n'],
    ['without a last comma', "[\n  { name: 'one', binding: 'ONE' }\n]\n", '[\n]\n'],
    ['with a comment behind it', "[\n  { name: 'one', binding: 'ONE' }, // [1]\n]\n", '[ // [1]\n]\n'],
    [
      'with a list in it',
      "[\n  {\n    name: 'one',\n    origin: 'https://one.example',\n    publicOperations: ['a]', 'b}'],\n  },\n]\n",
      '[\n]\n',
    ],
  ])('is taken out, and another one added, where it stands %s', (_title, rows, without) => {
    const start = 'export const SERVICES: readonly Service[] = '
    expect(removeRow(start + rows, 'one')).toBe(start + without)
    const both = addRow(start + rows, { name: 'two', binding: 'TWO' })
    expect(both).toMatch(/\},[^\n]*\n {2}\{ name: 'two', binding: 'TWO' \},\n\]\n$/)
    expect(removeRow(removeRow(both, 'one'), 'two').replaceAll(/\s+/g, ' ')).toMatch(/= \[(?: \/\/ \[1\])? ?\] $/)
  })

  test('that is not there is not taken out', () => {
    expect(() => removeRow(TABLE, 'invoices')).toThrow('has no row "invoices"')
    expect(() => addRow('export {}\n', {})).toThrow('has no table')
  })
})

const DEMOS = ['payments', 'search', 'insights']
const ORDERS = DEMOS.flatMap((first) =>
  DEMOS.filter((name) => name !== first).map((second) => [
    first,
    second,
    ...DEMOS.filter((name) => name !== first && name !== second),
  ]),
)

test.each(ORDERS)('the demos are removed in the order %s, %s, %s, and two domains are added then', async (...order) => {
  const path = 'src/gateway/services.ts'
  let table = readFileSync(path, 'utf8')
  let toml = readFileSync('wrangler.toml', 'utf8')
  for (const name of order) {
    table = await formatted(path, removeRow(table, name))
    toml = asWritten('wrangler.toml', removeService(toml, name.toUpperCase()))
  }
  expect(table).toContain('= []')
  expect(toml).not.toContain('services]]')
  for (const binding of ['ONES', 'TWOS']) {
    table = await formatted(path, addRow(table, { name: binding.toLowerCase(), binding }))
    toml = asWritten('wrangler.toml', addService(toml, { binding, service: `gatehouse-${binding.toLowerCase()}` }))
  }
  expect(table).toMatch(/= \[\s*\{ name: 'ones', binding: 'ONES' \},\s*\{ name: 'twos', binding: 'TWOS' \},?\s*\]/)
  expect(toml.match(/^binding = "(?:ONES|TWOS)"$/gm)).toHaveLength(6)
})

test('a value of TOML is data, whatever stands in it, and a key too', () => {
  const table = { 'a "b".c': 'x"\n[vars]\ny = "\\', plain: ['\u007F', true, 1], inner: { é: "'" } }
  const text = Object.entries(table).map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`)
  expect(parse(text.join('\n'))).toEqual(table)
})
