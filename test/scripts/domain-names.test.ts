// Which names a new domain may have, and how each is spelt.
import { describe, expect, test } from 'vitest'
import { checkName, spell, type Taken } from '../../scripts/domains/names.ts'
import { readTaken } from '../../scripts/domains/project.ts'

const NOTHING: Taken = { names: new Map(), paths: [], bindings: [], schemas: [] }

describe('a name', () => {
  test.each(['invoices', 'credit-notes', 'v2', 'a', 'x'.repeat(40)])('such as %s can be had', (name) => {
    expect(checkName(name, NOTHING)).toEqual([])
  })

  test.each([
    '',
    'Invoices',
    'in voices',
    '2nd',
    '-a',
    'a-',
    'a--b',
    'xn--caf-dma',
    'a_b',
    'a.b',
    'a/b',
    '../a',
    'café',
  ])('that is no DNS label is refused: «%s»', (name) => {
    expect(checkName(name, NOTHING)).toEqual([expect.stringContaining('is no DNS label')])
  })

  test('that would make the name of its Worker too long is refused', () => {
    expect(checkName('x'.repeat(41), NOTHING)).toEqual([expect.stringContaining('longer than 40 characters')])
  })

  test.each(['auth', 'docs', 'status', 'health', 'ready', 'me', 'public', 'secure', 'gateway', 'tenant', 'cdn-cgi'])(
    'of the gateway itself is refused: %s',
    (name) => {
      expect(checkName(name, readTaken())).toEqual([expect.stringMatching(/is reserved|belongs to the gateway/)])
    },
  )

  test.each(['names', 'ids', 'domain'])('that the code of every domain has already is refused: %s', (name) => {
    expect(checkName(name, NOTHING)).toEqual([expect.stringContaining('the name of two things')])
  })

  test.each(['references', 'values', 'order', 'name', 'id', 'domains'])(
    'that only sounds so can be had: %s',
    (name) => {
      expect(checkName(name, NOTHING)).toEqual([])
    },
  )

  test.each(['payments', 'search', 'insights', 'reports'])('that is taken is refused: %s', (name) => {
    expect(checkName(name, readTaken())).toEqual([expect.stringContaining(`"${name}" is taken by`)])
  })

  test('whose path another service has is refused', () => {
    const taken = { ...NOTHING, paths: [{ path: '/orders/:id', service: 'shop' }] }
    expect(checkName('orders', taken)).toEqual(['the path /orders/:id belongs to shop: choose another name'])
    expect(checkName('order', taken)).toEqual([])
  })

  test.each(['keys', 'assets', 'proofs', 'rate-limit', 'analytics'])(
    'that is a binding of the gateway is refused: %s',
    (name) => {
      expect(checkName(name, { ...readTaken(), names: new Map() })).toHaveLength(1)
    },
  )

  test.each(['log-entries', 'keys-soft-age', 'allowed-things', 'session-notes', 'dpop', 'origin-maps', 'auth0-logs'])(
    'that only begins like a variable of the gateway can be had: %s',
    (name) => {
      expect(checkName(name, NOTHING)).toEqual([])
    },
  )

  test.each(['auth0-client-id', 'gatehouse-dpop'])(
    'that the gateway would take for a variable is refused: %s',
    (name) => {
      expect(checkName(name, NOTHING)).toEqual([expect.stringContaining('taken for a variable')])
    },
  )
})

describe('a spelling', () => {
  test('has everything that the code needs', () => {
    expect(spell('credit-notes')).toEqual({
      name: 'credit-notes',
      binding: 'CREDIT_NOTES',
      table: 'credit_notes',
      property: 'creditNotes',
      plural: 'CreditNotes',
      singular: 'CreditNote',
      schema: 'creditNoteSchema',
      file: 'credit-note',
      many: 'credit notes',
      one: 'credit note',
    })
  })

  test.each([
    ['invoices', 'invoice'],
    ['categories', 'category'],
    ['boxes', 'box'],
    ['addresses', 'address'],
    ['statuses', 'status'],
    ['ties', 'tie'],
    ['warehouses', 'warehouse'],
    ['clauses', 'clause'],
    ['staff', 'staff-item'],
    ['status', 'status-item'],
    ['analysis', 'analysis-item'],
  ])('of %s calls one of them %s', (name, one) => {
    expect(spell(name).file).toBe(one)
  })

  test('steers clear of what the document and the language have', () => {
    expect(spell('documents', ['Document']).singular).toBe('DocumentItem')
    expect(spell('requests').singular).toBe('RequestItem')
    expect(spell('promises').singular).toBe('PromiseItem')
    expect(spell('d1-databases').singular).toBe('D1DatabaseItem')
  })
})
