// How a new domain is written into wrangler.toml and into the table of services: what is taken out again leaves no trace.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addRow, removeRow } from '../../scripts/domains/table.ts'
import { addService, removeService } from '../../scripts/domains/toml.ts'

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
    expect(addRow(TABLE, row)).toBe(TABLE.replace(/\n\]\n$/, `\n  ${row},\n]\n`))
  })

  test.each([
    "{ name: 'x', binding: 'X' }",
    "{ name: 'x', origin: 'https://x.example.com' }",
    "{\n    name: 'x',\n    binding: 'X',\n  }",
  ])('that is taken out again leaves the table as it was: %s', (row) => {
    expect(removeRow(addRow(TABLE, row), 'x')).toBe(TABLE)
  })

  test('finds its place in an empty table', () => {
    const empty = TABLE.replace(/= \[[\s\S]*\]\n$/, '= []\n')
    expect(addRow(empty, "{ name: 'x', binding: 'X' }")).toContain("= [\n  { name: 'x', binding: 'X' },\n]\n")
  })

  test('that is not there is not taken out', () => {
    expect(() => removeRow(TABLE, 'invoices')).toThrow('has no row "invoices"')
    expect(() => addRow('export {}\n', '{}')).toThrow('has no table')
  })
})
