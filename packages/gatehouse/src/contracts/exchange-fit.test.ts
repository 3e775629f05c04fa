// Tests the faults of a domain's `exchange`: each is a sentence that says what to do.
import { expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  anyone,
  anyScope,
  directly,
  emailRequired,
  guest,
  machine,
  mfa,
  or,
  type Policy,
  recentLogin,
  scopes,
  user,
} from '../access/public.ts'
import { checkAudience, checkExchange } from './exchange-fit.ts'

const EXCHANGE = { audience: 'https://orders.example', scopes: ['read:orders'] }
const FILE = 'workers/orders/contract.ts'

function faultsOf(access: Policy, exchange: unknown = EXCHANGE): string[] {
  return checkExchange(FILE, exchange, [{ operationId: 'showOrder', access }])
}

test.each<[string, Policy]>([
  ['a scope that it asks for', scopes('read:orders')],
  ['one of several scopes', anyScope('write:orders', 'read:orders')],
  ['what every token says', and(user(), emailRequired())],
  ['one of two ways', or(machine(), scopes('read:orders'))],
  ['no token', anyone],
  ['a token or none', guest],
])('nothing is wrong with an exchange for a route that demands %s', (_, access) => {
  expect(faultsOf(access)).toEqual([])
})

test.each<[Policy, string]>([
  [scopes('read:orders', 'write:orders'), 'demands write:orders, which "exchange" does not ask for'],
  [
    anyScope('write:orders', 'void:orders'),
    'demands one of write:orders, void:orders, none of which "exchange" asks for',
  ],
  [machine(), 'demands machine, which the token of the domain can not satisfy (tokens of machines are not exchanged)'],
  [and(user(), recentLogin(60)), 'demands recentLogin, which the token of the domain can not satisfy (it says nothing'],
  [mfa(60), 'demands mfa'],
  [actor('agt_1'), 'demands actor, which the token of the domain can not satisfy (its actor is the gateway)'],
  [agent(), 'demands agent'],
  [directly(), 'demands directly'],
  [or(machine(), directly()), 'demands machine'],
])('a route that demands %j of a token that does not say it is named', (access, sentence) => {
  expect(faultsOf(access)).toEqual([expect.stringContaining(`${FILE}: showOrder ${sentence}`)])
})

test.each([
  [{ audience: '' }],
  [{ audience: 'a' }],
  [{ audience: 'a', scopes: ['read:a write:a'] }],
  [{ audience: 'a', scopes: [], actor: 'x' }],
  ['a'],
])('%j is no exchange', (exchange) => {
  expect(faultsOf(user(), exchange)).toEqual([
    expect.stringContaining(`${FILE}: service: "exchange" must be an audience`),
  ])
})

test('a domain that does not name the audience of its tokens is told so', () => {
  const service = { title: 'Orders', description: 'Orders.', permissions: {} }
  const contract = { name: 'orders', service: { ...service, exchange: EXCHANGE }, routes: [] }
  const without = { orders: 'export default createDomain({ routes, handlers })' }
  const withOne = { orders: 'export default createDomain({ routes, audience, handlers })' }
  expect(checkAudience(contract, without)).toEqual([
    expect.stringContaining('workers/orders does not name the audience'),
  ])
  expect(checkAudience(contract, withOne)).toEqual([])
  expect(checkAudience({ ...contract, service }, without)).toEqual([])
})
