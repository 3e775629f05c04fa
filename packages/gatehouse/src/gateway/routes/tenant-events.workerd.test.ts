// Tests the route that takes the tenant's events: what Auth0 documents revokes what it means, and nothing that is forged or damaged does.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RevocationOrder } from '../exchange-types.ts'
import type { SignIn } from '../sign-in-types.ts'
import { noExchange } from '../../testing/access/no-exchange.ts'
import { noWebhooks } from '../../testing/access/no-webhooks.ts'
import { makeKey, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { ProblemError } from '../../problem/problem-error.ts'

const SECRET = 'the-secret-of-the-event-stream-1'
const FORMER = 'the-secret-of-the-event-stream-0'
const FORGED = 10_000
const TIME = '2026-11-29T12:34:56.789Z'
const AT = Date.parse('2026-11-29T12:34:56Z') / 1000
const USER = { user_id: 'auth0|64b5f0c2a1', email: 'ada@example.com', identities: [] }

let key: SigningKey
let orders: RevocationOrder[]
let signIns: SignIn[]
beforeAll(async () => {
  key = await makeKey('ours')
})
beforeEach(() => {
  orders = []
  signIns = []
})

// Without spies, which would keep tens of thousands of calls.
const { info } = console
const { now } = Date
beforeAll(() => {
  console.info = () => undefined
  Date.now = () => (AT + 60) * 1000
})
afterAll(() => {
  Object.assign(console, { info })
  Object.assign(Date, { now })
})

function event(type: string, object: object, more: object = {}): object {
  return {
    specversion: '1.0',
    type,
    source: 'urn:auth0:example.eu.auth0.com',
    id: 'evt_1234567890abcdef',
    time: TIME,
    data: { object },
    a0tenant: 'example',
    a0stream: 'est_1234567890abcdef',
    ...more,
  }
}

function open({ isDown = false, secret = `${SECRET},${FORMER}` } = {}) {
  const exchange = Object.assign(noExchange(), {
    revoke: async (order: RevocationOrder) => {
      if (isDown) throw new ProblemError('exchange_unavailable')
      orders.push(order)
    },
    recordSignIns: async (given: readonly SignIn[]) => {
      signIns.push(...given)
    },
  })
  const secretOf = (name: string) => (name === 'AUTH0_EVENT_STREAM_TOKEN' ? secret : undefined)
  return openGateway(key, undefined, { tenant: { exchange }, webhooks: { ...noWebhooks(), secretOf } }).send
}

type Send = ReturnType<typeof open>

async function deliver(
  send: Send,
  body: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${SECRET}` },
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } }
  const answer = await send('/auth/events', init)
  return answer.status
}

const ORGANIZATION = { id: 'org_9ybsU1dN2dKfDkBi' }
const MEMBER = { organization: ORGANIZATION, user: { user_id: USER.user_id } }

describe('an event of the tenant', () => {
  test.each([
    ['a deleted user', event('user.deleted', { ...USER, deleted_at: TIME }), 'subject', USER.user_id],
    ['a blocked user', event('user.updated', { ...USER, blocked: true }), 'subject', USER.user_id],
    ['a deleted organization', event('organization.deleted', ORGANIZATION), 'organization', ORGANIZATION.id],
    ['a removed member', event('organization.member.deleted', MEMBER), 'member', `${ORGANIZATION.id} ${USER.user_id}`],
    [
      'a role that a member has lost',
      event('organization.member.role.deleted', { ...MEMBER, role: { id: 'rol_1', name: 'admin' } }),
      'member',
      `${ORGANIZATION.id} ${USER.user_id}`,
    ],
    [
      'a user who has left a group',
      event('group.member.deleted', { group: { id: 'grp_1' }, member: { member_type: 'user', id: USER.user_id } }),
      'subject',
      USER.user_id,
    ],
  ])('about %s revokes what was issued before it', async (_, body, kind, name) => {
    const send = open()
    expect(await deliver(send, body)).toBe(204)
    expect(orders).toMatchObject([{ kind, name, issuedBefore: AT, source: 'tenant', isUndone: false }])
    // Twice, and with the secret that is turned over.
    expect(await deliver(send, body, { authorization: `Bearer ${FORMER}` })).toBe(204)
    expect(orders[1]).toEqual(orders[0])
  })

  test.each([
    ['a user whose name changes', event('user.updated', USER)],
    ['a user who is not blocked any more', event('user.updated', { ...USER, blocked: false })],
    ['a new user', event('user.created', USER)],
    ['a new role', event('organization.member.role.assigned', MEMBER)],
    [
      'a connection that has left a group',
      event('group.member.deleted', { member: { member_type: 'connection', id: 'con_1' } }),
    ],
    ['a test of the stream', event('user.deleted', USER, { a0purpose: 'test' })],
    ['something of the future', event('moon.landed', USER)],
    ['a property of every object', event('constructor', USER)],
    ['a user whose tokens have all expired', event('user.deleted', USER, { time: '2026-01-01T00:00:00Z' })],
  ])('about %s is accepted and revokes nothing', async (_, body) => {
    expect(await deliver(open(), body)).toBe(204)
    expect(orders).toEqual([])
  })

  test('of the future revokes nothing that is issued after it arrives', async () => {
    expect(await deliver(open(), event('user.deleted', USER, { time: '2999-01-01T00:00:00Z' }))).toBe(204)
    expect(orders).toMatchObject([{ issuedBefore: AT + 60 }])
  })

  test('is answered only after it is stored: the tenant sends it again', async () => {
    expect(await deliver(open({ isDown: true }), event('user.deleted', USER))).toBe(503)
  })

  test('is refused while there is no secret', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined)
    expect(await deliver(open({ secret: '' }), event('user.deleted', USER), { authorization: 'Bearer ' })).toBe(503)
    expect(orders).toEqual([])
  })
})

test('sign-ins of a log stream are counted, and other entries are not', async () => {
  const entry = (type: string, more: object = {}) => ({
    log_id: '90020261129',
    data: {
      type,
      date: TIME,
      user_id: USER.user_id,
      connection: 'google-oauth2',
      client_id: 'web',
      ip: '203.0.113.7',
      ...more,
    },
  })
  const body = [entry('s', { location_info: { country_code: 'DE' } }), entry('fp'), entry('sapi'), entry('du')]
  expect(await deliver(open(), body)).toBe(204)
  expect(signIns).toMatchObject([
    {
      source: 'tenant',
      subject: USER.user_id,
      at: AT,
      isFailed: false,
      connection: 'google-oauth2',
      client: 'web',
      country: 'DE',
    },
    { isFailed: true, reason: 'fp', country: null },
  ])
  expect(orders).toEqual([])
})

describe(`${FORGED} events that are forged or damaged`, () => {
  const GOOD = [
    event('user.deleted', { ...USER, deleted_at: TIME }),
    event('user.updated', { ...USER, blocked: true }),
    event('organization.member.deleted', MEMBER),
    event('organization.member.role.deleted', MEMBER),
  ]

  /** Random numbers that are the same in each run (mulberry32). */
  let state = 20
  const random = (below: number): number => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  const pick = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value
  const flipped = (text: string): string => {
    const index = random(text.length)
    return `${text.slice(0, index)}${text[index] === 'x' ? 'y' : 'x'}${text.slice(index + 1)}`
  }

  const FORGERS: readonly (() => Record<string, string>)[] = [
    () => ({ authorization: `Bearer ${flipped(SECRET)}` }),
    () => ({ authorization: `Bearer ${SECRET.slice(0, random(SECRET.length))}` }),
    () => ({ authorization: `Bearer ${SECRET}${random(10)}` }),
    () => ({ authorization: `Bearer ${SECRET},${FORMER}` }),
    () => ({ authorization: `Basic ${btoa(`:${SECRET}`)}` }),
    () => ({ authorization: SECRET }),
    () => ({ cookie: `authorization=Bearer ${SECRET}` }),
    () => ({ 'x-authorization': `Bearer ${SECRET}` }),
    () => ({}),
  ]
  // What is needed to know whose tokens an event is about, and since when.
  const DAMAGES: readonly ((text: string) => string)[] = [
    (text) => text.slice(0, random(text.length)),
    (text) => text.replace('"specversion":"1.0"', pick(['"specversion":1.0', '"specversion":"2.0"', '"spec":"1.0"'])),
    (text) =>
      text.replace(/"time":"[^"]+"/, pick(['"time":"soon"', '"time":0', '"at":"x"', '"time":"2026-13-45T00:00:00Z"'])),
    (text) =>
      text.replaceAll(/"user_id":"[^"]+"/g, pick(['"user_id":""', '"user_id":1', '"user_id":null', '"user":"x"'])),
    (text) => text.replaceAll('"user_id":"', `"user_id":"${'a'.repeat(300)}`),
    (text) => text.replace('"data":', pick(['"date":', '"data":[],"x":'])),
    (text) =>
      text.replace(/"type":"([^"]+)"/, pick(['"type":"$1 "', '"type":["$1"]', '"type":"USER.DELETED"', '"kind":"$1"'])),
    (text) => `[[${text}]]`,
  ]

  test('change nothing, and those that are forged are refused', async () => {
    const send = open()
    const statuses = new Map<string, number>()
    const count = (key: string): void => void statuses.set(key, (statuses.get(key) ?? 0) + 1)
    for (let sent = 0; sent < FORGED; sent += 2) {
      const text = JSON.stringify(pick(GOOD))
      count(`forged ${await deliver(send, text, pick(FORGERS)())}`)
      count(`damaged ${await deliver(send, pick(DAMAGES)(text))}`)
    }
    expect([...statuses.keys()].toSorted()).toEqual(['damaged 204', 'damaged 400', 'forged 401'])
    expect(statuses.get('forged 401')).toBe(FORGED / 2)
    expect([orders, signIns]).toEqual([[], []])
    // None of this keeps the next good event out.
    expect(await deliver(send, GOOD[0])).toBe(204)
    expect(orders).toHaveLength(1)
  })
})
