// Tests which path is meant by one that does not exist.
import { expect, test } from 'vitest'
import { nearestPath } from './nearest-path.ts'

const ROUTES = ['/', '/me', '/payments', '/payments/:id', '/payments/export', '/search'].map((path) => ({
  method: 'GET',
  path,
}))

test.each([
  ['/payment', '/payments'],
  ['/Payments', '/payments'],
  ['/payments/', '/payments/export'],
  ['/payments2', '/payments'],
  ['/serch', undefined],
  ['/search/documents', '/search'],
  ['/mee', undefined],
  ['/wp-login.php', undefined],
  [`/payments${'x'.repeat(300)}`, undefined],
])('%s means %s', (requested, meant) => {
  expect(nearestPath(requested, [...ROUTES, { method: 'POST', path: '/payments2' }])).toBe(meant)
})
