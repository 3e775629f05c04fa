// Tests what the page for revocations sends, and how it says what is revoked.
import { expect, test } from 'vitest'
import { orderOf, titleOf } from './order.ts'

const ENTRIES = { kind: 'subject', name: ' auth0|1 ', organization: ' org_1 ', isSure: false }

test.each([
  ['subject', { subject: 'auth0|1' }, 'user auth0|1'],
  ['client', { client: 'auth0|1' }, 'application auth0|1'],
  ['session', { session: 'auth0|1' }, 'session auth0|1'],
  ['organization', { organization: 'auth0|1' }, 'organization auth0|1'],
  ['member', { member: { organization: 'org_1', subject: 'auth0|1' } }, 'member auth0|1 of org_1'],
])('the form for a %s makes an order that the list says in words', (kind, order, title) => {
  expect(orderOf({ ...ENTRIES, kind })).toEqual(order)
  expect(titleOf({ target: order, issuedBefore: 1, endsAt: 2, source: 'operator' })).toBe(title)
})

test('everyone is revoked only by a reader who says so', () => {
  expect(orderOf({ ...ENTRIES, kind: 'all' })).toMatch(/everyone/)
  expect(orderOf({ ...ENTRIES, kind: 'all', isSure: true })).toEqual({ all: true })
  expect(titleOf({ target: { all: true }, issuedBefore: 1, endsAt: 2, source: 'operator' })).toBe('everyone')
})

test.each([
  { ...ENTRIES, name: ' ' },
  { ...ENTRIES, kind: 'member', organization: '' },
])('nothing is sent for an empty name', (entries) => {
  expect(typeof orderOf(entries)).toBe('string')
})
