// Tests the storage of revocations on a real SQLite.
import { describe, expect, test } from 'vitest'
import type { RevocationOrder } from '../../src/gateway/exchange-types.ts'
import { sqlite, type TestSql } from './sqlite.ts'
import { RevocationsFullError, RevocationStore } from '../../src/gateway/edge/revocation-store.ts'

const NOTHING = { epoch: '', revision: 0 }

function order(name: string, issuedBefore: number, more: Partial<RevocationOrder> = {}): RevocationOrder {
  return { kind: 'subject', name, issuedBefore, keptSeconds: 100, source: 'operator', isUndone: false, ...more }
}

function opened() {
  const sql = sqlite()
  return { sql, store: new RevocationStore(sql, 'first') }
}

/** Stores as many at once as one would in a long time. */
function fill(sql: TestSql, source: string, from: number, to: number): void {
  sql.exec(
    `WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO revocations SELECT 'subject', 'n' || CAST(i AS INTEGER), 10, 110, '${source}', i FROM n`,
    from,
    to,
  )
  sql.exec("UPDATE state SET value = ? WHERE name = 'revision'", String(to))
}

describe('the storage of revocations', () => {
  test('gives an isolate what it does not know, and nothing twice', () => {
    const { store } = opened()
    store.write(order('a', 10), 0)
    const first = store.since(NOTHING)
    expect(first).toMatchObject({
      epoch: 'first',
      revocations: [{ kind: 'subject', name: 'a', issuedBefore: 10, endsAt: 110 }],
    })
    expect(store.since(first)).toMatchObject({ revocations: [], undone: [], isComplete: true })
    store.write(order('b', 20), 0)
    expect(store.since(first).revocations).toMatchObject([{ name: 'b' }])
  })

  test('lists what holds, the newest first, and counts the rest', () => {
    const { store } = opened()
    for (const name of ['a', 'b', 'c', 'd']) store.write(order(name, 10, { source: 'tenant' }), 0)
    store.write(order('a', 20), 0)
    store.write(order('b', 20, { isUndone: true }), 0)
    expect(store.list(2)).toMatchObject({
      count: 3,
      revocations: [
        { kind: 'subject', name: 'a', issuedBefore: 20, endsAt: 120, source: 'operator' },
        { name: 'd', issuedBefore: 10, source: 'tenant' },
      ],
    })
  })

  test('keeps the later of two revocations, whichever comes first', () => {
    const { store } = opened()
    store.write(order('a', 20), 0)
    store.write(order('a', 10), 0)
    store.write(order('a', 20), 0)
    expect(store.since(NOTHING)).toMatchObject({ revision: 1, revocations: [{ issuedBefore: 20 }] })
    store.write(order('a', 30), 0)
    expect(store.since(NOTHING)).toMatchObject({ revision: 2, revocations: [{ issuedBefore: 30 }] })
  })

  test('tells an isolate of a revocation that was taken back, however much it has missed', () => {
    const { store } = opened()
    store.write(order('a', 10), 0)
    const known = store.since(NOTHING)
    store.write(order('a', 0, { isUndone: true }), 0)
    expect(store.since(known)).toMatchObject({ revocations: [], undone: [{ kind: 'subject', name: 'a' }] })
    expect(store.since(NOTHING).revocations).toEqual([])
    store.write(order('a', 5), 0)
    expect(store.since(known)).toMatchObject({ revocations: [{ issuedBefore: 5 }], undone: [] })
  })

  test('forgets a revocation when no token can be alive that it is about, and says when the next one ends', () => {
    const { store } = opened()
    store.write(order('a', 10), 0)
    store.write(order('b', 20), 0)
    expect(store.prune(109)).toBe(110)
    expect(store.prune(110)).toBe(120)
    expect(store.since(NOTHING).revocations).toMatchObject([{ name: 'b' }])
    expect(store.prune(120)).toBeNull()
  })

  test('survives a restart, and gives everything to an isolate that knows another storage', () => {
    const { sql, store } = opened()
    store.write(order('a', 10), 0)
    const again = new RevocationStore(sql, 'second')
    expect(again.since({ epoch: 'another', revision: 99 })).toMatchObject({
      epoch: 'first',
      revocations: [{ name: 'a' }],
    })
  })

  test('gives many revocations page by page', () => {
    const { sql, store } = opened()
    fill(sql, 'operator', 1, 5_001)
    const first = store.since(NOTHING)
    expect(first).toMatchObject({ isComplete: false, revision: 5_000 })
    expect(store.since(first)).toMatchObject({ isComplete: true, revision: 5_001, revocations: [{ name: 'n5001' }] })
  })

  test('drops the oldest logout for the next one, and refuses what it has no room for', () => {
    const sql = sqlite()
    const store = new RevocationStore(sql, 'first')
    fill(sql, 'logout', 1, 40_000)
    store.write(order('next', 10, { source: 'logout' }), 0)
    expect(sql.exec("SELECT count(*) AS n FROM revocations WHERE name IN ('n1', 'next')").toArray()).toEqual([{ n: 1 }])
    const full = opened()
    fill(full.sql, 'tenant', 1, 50_000)
    expect(() => full.store.write(order('more', 10, { source: 'logout' }), 0)).toThrow(RevocationsFullError)
    // One that is known is not another one.
    full.store.write(order('n50000', 12, { source: 'tenant' }), 0)
    // What has ended makes room.
    full.store.write(order('more', 200, { source: 'tenant' }), 111)
    expect(full.store.since(NOTHING).revocations.map(({ name }) => name)).toContain('more')
  })

  test('takes what an operator revokes, and everyone, however much the tenant has told', () => {
    const { sql } = opened()
    fill(sql, 'tenant', 1, 50_000)
    const full = new RevocationStore(sql, 'first')
    expect(() => full.write(order('more', 10, { source: 'tenant' }), 0)).toThrow(RevocationsFullError)
    for (let n = 0; n < 1_000; n += 1) full.write(order(`operator-${n}`, 10), 0)
    expect(() => full.write(order('one more', 10), 0)).toThrow(RevocationsFullError)
    expect(full.list(0).count).toBe(51_000)
    const known = { epoch: 'first', revision: 51_000 }
    full.write(order('', 20, { kind: 'all' }), 0)
    expect(full.since(known).revocations).toMatchObject([{ kind: 'all', issuedBefore: 20 }])
    // What everyone's covers makes room, and nothing else does.
    sql.exec("UPDATE revocations SET issued_before = 30 WHERE name = 'n1'")
    sql.exec("UPDATE revocations SET ends_at = 500 WHERE name = 'n2'")
    full.write(order('more', 40, { source: 'tenant' }), 0)
    expect(full.list(9).revocations.map(({ name }) => name)).toEqual(['more', '', 'n2', 'n1'])
  })

  test('keeps what is revoked beside everyone, so that it holds when everyone is taken back', () => {
    const { store } = opened()
    store.write(order('blocked', 10, { source: 'tenant' }), 0)
    store.write(order('', 20, { kind: 'all' }), 0)
    store.write(order('', 0, { kind: 'all', isUndone: true }), 0)
    expect(store.since(NOTHING).revocations).toMatchObject([{ name: 'blocked' }])
  })

  test('drops the oldest logout for an event of the tenant, but never what an operator revoked and a logout names again', () => {
    const { sql } = opened()
    fill(sql, 'tenant', 1, 49_997)
    const full = new RevocationStore(sql, 'first')
    full.write(order('revoked', 10), 0)
    full.write(order('revoked', 11, { source: 'logout' }), 0)
    for (const name of ['old', 'new']) full.write(order(name, 10, { source: 'logout' }), 0)
    for (const name of ['x', 'y']) full.write(order(name, 10, { source: 'tenant' }), 0)
    expect(() => full.write(order('z', 10, { source: 'tenant' }), 0)).toThrow(RevocationsFullError)
    expect(full.list(3).revocations.map(({ name }) => name)).toEqual(['y', 'x', 'revoked'])
  })

  test('does not let an event that is delivered again revoke what an operator took back', () => {
    const { sql, store } = opened()
    const event = order('a', 10, { source: 'tenant' })
    store.write(event, 0)
    store.write(order('a', 0, { isUndone: true }), 0)
    const again = new RevocationStore(sql, 'second')
    again.write(event, 0)
    again.write(order('a', 9, { source: 'tenant' }), 0)
    expect(again.since(NOTHING)).toMatchObject({ revocations: [], undone: [{ name: 'a' }] })
    // A later event is another one, and an operator decides anew.
    again.write(order('a', 11, { source: 'tenant' }), 0)
    expect(again.since(NOTHING).revocations).toMatchObject([{ issuedBefore: 11 }])
    again.write(order('a', 0, { isUndone: true }), 0)
    again.write(order('a', 5), 0)
    again.write(event, 0)
    expect(again.since(NOTHING).revocations).toMatchObject([{ issuedBefore: 5 }])
  })

  test('opens the storage of an older version, with all that holds', () => {
    const sql = sqlite()
    sql.exec(
      'CREATE TABLE revocations (kind TEXT NOT NULL, name TEXT NOT NULL, issued_before REAL, ends_at REAL NOT NULL, source TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID',
    )
    sql.exec(
      "INSERT INTO revocations VALUES ('subject', 'a', 10, 110, 'tenant', 1), ('subject', 'b', NULL, 110, 'operator', 2)",
    )
    sql.exec('CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID')
    sql.exec("INSERT INTO state VALUES ('epoch', 'old'), ('revision', '2')")
    const store = new RevocationStore(sql, 'new')
    expect(store.since(NOTHING)).toMatchObject({ epoch: 'old', revocations: [{ name: 'a' }], undone: [{ name: 'b' }] })
    store.write(order('a', 0, { isUndone: true }), 0)
    store.write(order('a', 10, { source: 'tenant' }), 0)
    expect(store.since(NOTHING).revocations).toEqual([])
  })
})
