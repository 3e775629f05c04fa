// The faults in the settings of a service, each in a sentence.
import { expect, test } from 'vitest'
import type { ServiceSettings } from '../gateway/handler.ts'
import { checkSettings } from './service-settings.ts'

const SERVICE = { title: 'Orders', description: 'Orders.', permissions: {} }

function faultsOf(settings: object): string[] {
  const contract = { name: 'orders', service: SERVICE, routes: [], origin: settings as ServiceSettings }
  return checkSettings(contract, ['AUTH', 'PAYMENTS'])
}

test.each([
  { origin: 'https://orders.example.com', healthPath: '/healthz' },
  { binding: 'ORDERS', service: 'orders', environments: { staging: 'orders-staging' } },
])('nothing is wrong with %j', (settings) => {
  expect(faultsOf(settings)).toEqual([])
})

test.each([
  [{}, 'needs exactly one of "origin" (a service over https) and "binding" (a Worker of another repository): add one'],
  [
    { origin: 'https://orders.example.com', binding: 'ORDERS', service: 'orders' },
    'needs exactly one of "origin" (a service over https) and "binding" (a Worker of another repository): remove one',
  ],
  [{ origin: 'https://orders.example.com/api' }, 'needs an origin such as https://orders.example.com, without a path'],
  [{ origin: 'https://orders.example.com', healthPath: 'healthz' }, 'needs a healthPath that starts with /'],
  [{ binding: 'orders', service: 'orders' }, 'needs a binding of capital letters'],
  [{ binding: 'PAYMENTS', service: 'orders' }, 'needs another binding: PAYMENTS of the gateway is something else'],
  [{ binding: 'ORDERS' }, 'needs the name of a deployed Worker as "service", such as "orders"'],
  [{ binding: 'ORDERS', service: 'https://orders' }, 'needs the name of a deployed Worker'],
  [{ binding: 'ORDERS', service: 'orders', environments: { staging: 'Orders' } }, 'not "Orders"'],
])('of %j it is said what to do', (settings, sentence) => {
  expect(faultsOf(settings)).toEqual([expect.stringMatching(/^origins\/orders\/service\.ts needs /)])
  expect(faultsOf(settings)[0]).toContain(sentence)
})
