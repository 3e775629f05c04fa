// Tests the storage of sign-ins on a real SQLite.
import { describe, expect, test } from 'vitest'
import { type HashedSignIn, SignInStore } from '../../src/gateway/telemetry/sign-in-store.ts'
import { sqlite } from './sqlite.ts'

const NOW = 1_800_000_030
const DAY = 86_400

function signIn(more: Partial<HashedSignIn> = {}): HashedSignIn {
  return { source: 'token', at: NOW, person: 'hash-1', isFailed: false, client: 'web', country: 'DE', ...more }
}

function opened() {
  const sql = sqlite()
  return { sql, store: new SignInStore(sql) }
}

describe('the storage of sign-ins', () => {
  test('counts them by time, and how, where and with which application', () => {
    const { store } = opened()
    expect(store.add([signIn({ provider: 'google-oauth2', grant: 'authorization_code' })], NOW).minuteEnd).toBe(
      1_800_000_060,
    )
    store.add([signIn({ source: 'tenant', connection: 'Username-Password-Authentication' })], NOW)
    store.add([signIn({ source: 'tenant', person: null, isFailed: true, reason: 'wrong_password' })], NOW + 60)
    const { gateway, tenant } = store.read('hour', NOW + 60).observers
    expect(gateway).toMatchObject({
      succeeded: 1,
      failed: 0,
      persons: 1,
      providers: { 'google-oauth2': 1 },
      grants: { authorization_code: 1 },
      clients: { web: 1 },
      countries: { DE: 1 },
      steps: [{ at: 1_800_000_000, ok: 1, failed: 0 }],
    })
    expect(tenant).toMatchObject({
      succeeded: 1,
      failed: 1,
      persons: 1,
      connections: { 'Username-Password-Authentication': 1 },
      reasons: { wrong_password: 1 },
      steps: [
        { at: 1_800_000_000, ok: 1, failed: 0 },
        { at: 1_800_000_060, ok: 0, failed: 1 },
      ],
    })
  })

  test('counts a token once that many isolates see, and a session with its access token', () => {
    const { store } = opened()
    for (let isolate = 0; isolate < 20; isolate += 1) store.add([signIn()], NOW + isolate)
    store.add([signIn({ source: 'session', at: NOW + 2.5 }), signIn({ at: NOW - 3_000 })], NOW + 30)
    expect(store.read('day', NOW + 30).observers.gateway).toMatchObject({ succeeded: 1, persons: 1, first: 1 })
    store.add([signIn({ at: NOW + 600 }), signIn({ at: NOW + 600, client: 'app' })], NOW + 600)
    expect(store.read('day', NOW + 600).observers.gateway).toMatchObject({ succeeded: 3, first: 1 })
  })

  test('counts an event of the tenant once that comes twice, and each of those that overtake each other', () => {
    const { store } = opened()
    const late = signIn({ source: 'tenant', at: NOW - 100 })
    store.add([signIn({ source: 'tenant' }), signIn({ source: 'tenant' }), late], NOW)
    expect(store.read('hour', NOW).observers.tenant).toMatchObject({ succeeded: 2, first: 1 })
  })

  test('knows first ones for 30 days, unless the tenant says so', () => {
    const { store } = opened()
    store.add([signIn()], NOW)
    store.add([signIn({ at: NOW + 29 * DAY })], NOW + 29 * DAY)
    store.add([signIn({ at: NOW + 60 * DAY })], NOW + 60 * DAY)
    store.add([signIn({ source: 'tenant', isFirst: false })], NOW + 1)
    expect(store.read('hour', NOW + 60 * DAY).observers.gateway.first).toBe(1)
    expect(store.read('month', NOW + 29 * DAY).observers).toMatchObject({ gateway: { first: 1 }, tenant: { first: 0 } })
  })

  test('stores nobody and nothing for longer than 30 days', () => {
    const { sql, store } = opened()
    store.add([signIn(), signIn({ person: 'old', at: NOW - 31 * DAY })], NOW)
    store.flush(NOW)
    const later = NOW + 31 * DAY
    store.add([signIn({ person: 'hash-2', at: later })], later)
    store.flush(later)
    expect(sql.exec('SELECT person FROM persons').toArray()).toEqual([{ person: 'hash-2' }])
    expect(store.read('month', later).latest.map(({ person }) => person)).toEqual(['hash-2'])
    expect(sql.exec("SELECT count(*) AS n FROM buckets WHERE kind = 'sign-ins'").toArray()).toEqual([{ n: 2 }])
  })

  test('deletes what is too old also when nobody signs in any more', () => {
    const { sql, store } = opened()
    store.add([signIn(), signIn({ at: NOW + DAY, person: 'hash-2' })], NOW + DAY)
    store.flush(NOW + DAY)
    store.flush(NOW + 30 * DAY + 60)
    const [row] = sql.exec('SELECT sign_ins FROM latest_sign_ins').toArray()
    expect(JSON.parse(String(row?.['sign_ins']))).toMatchObject([{ person: 'hash-2' }])
    store.flush(NOW + 33 * DAY)
    expect(sql.exec('SELECT sign_ins FROM latest_sign_ins').toArray()).toEqual([{ sign_ins: '[]' }])
    expect(sql.exec('SELECT at FROM buckets').toArray()).toEqual([])
    expect(sql.exec('SELECT person FROM persons').toArray()).toEqual([])
  })

  test('is read again after a restart, the latest first', () => {
    const { sql, store } = opened()
    store.add([signIn(), signIn({ person: 'hash-2', isFailed: true, reason: 'access_denied' })], NOW)
    store.flush(NOW + 30)
    const { latest, observers } = new SignInStore(sql).read('month', NOW + 31)
    expect(latest).toMatchObject([
      { person: 'hash-2', isFailed: true, isFirst: false, reason: 'access_denied' },
      { person: 'hash-1', isFailed: false, isFirst: true },
    ])
    expect(observers.gateway).toMatchObject({ succeeded: 1, failed: 1, first: 1 })
  })

  test('is bounded, whatever is sent', () => {
    const { sql, store } = opened()
    const sent = Array.from({ length: 500 }, (_, index) =>
      signIn({ person: `p${index}`, client: `c${index}`, connection: 'x'.repeat(100_000) + index }),
    )
    store.add(sent, NOW)
    store.flush(NOW)
    const { observers, latest } = store.read('hour', NOW)
    expect(Object.keys(observers.gateway.clients)).toHaveLength(51)
    expect(latest).toHaveLength(50)
    const [row] = sql.exec('SELECT sum(length(figures)) AS n FROM buckets').toArray()
    const [list] = sql.exec('SELECT length(sign_ins) AS n FROM latest_sign_ins').toArray()
    expect(Number(row?.['n']) + Number(list?.['n'])).toBeLessThan(50_000)
  })
})
