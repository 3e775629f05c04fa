// Tests the replacements of Cloudflare's platform by themselves.
import { describe, expect, test } from 'vitest'
import { limitBody } from '../platform/body-limit.ts'
import { Database } from '../platform/database.ts'
import { DurableNamespace } from '../platform/durable-objects.ts'
import type { DurableStorage } from '../platform/durable-storage.ts'
import { atTheEdge } from '../platform/edge.ts'
import { KeyValueNamespace } from '../platform/key-value.ts'
import { migrate } from '../platform/migrations.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

describe('a database', () => {
  const TABLE = 'CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT'

  test('gives rows as D1 does, and takes numbered parameters', async () => {
    const database = new Database(':memory:')
    await database.exec(TABLE)
    const insert = database.prepare('INSERT INTO things (id, name) VALUES (?2, ?1) RETURNING id, name')
    expect(await insert.bind('one', 1).first()).toEqual({ id: 1, name: 'one' })
    expect(await database.prepare('SELECT name FROM things WHERE id = ?').bind(1).first('name')).toBe('one')
    expect(await database.prepare('SELECT name FROM things WHERE id = ?').bind(2).first()).toBeNull()
    const { results } = await database.prepare('SELECT id FROM things').all()
    expect(results).toEqual([{ id: 1 }])
    const { meta } = await database.prepare('DELETE FROM things').run()
    expect(meta.changes).toBe(1)
  })

  test('takes nothing that D1 would not store', () => {
    const statement = new Database(':memory:').prepare('SELECT ?')
    expect(() => statement.bind(undefined)).toThrow(TypeError)
    expect(() => statement.bind({})).toThrow(TypeError)
  })

  test('runs a batch whole or not at all', async () => {
    const database = new Database(':memory:')
    await database.exec(TABLE)
    const insert = database.prepare('INSERT INTO things (name) VALUES (?)')
    await expect(database.batch([insert.bind('one'), insert.bind('one')])).rejects.toThrow('UNIQUE')
    expect(await database.prepare('SELECT count(*) AS count FROM things').first('count')).toBe(0)
  })

  test('is migrated once, and a migration that fails leaves nothing behind', async () => {
    const database = new Database(':memory:')
    const first = { name: '0001.sql', sql: TABLE }
    const broken = { name: '0002.sql', sql: "INSERT INTO things (name) VALUES ('x'); NONSENSE" }
    await expect(migrate(database, [first, broken])).rejects.toThrow('syntax error')
    expect(await database.prepare('SELECT count(*) AS count FROM things').first('count')).toBe(0)
    const mended = { name: '0002.sql', sql: "INSERT INTO things (name) VALUES ('x')" }
    expect(await migrate(database, [first, mended])).toEqual(['0002.sql'])
    expect(await migrate(database, [first, mended])).toEqual([])
  })
})

test('a namespace of KV keeps texts apart from those of another, and gives JSON when asked', async () => {
  const kv = await Deno.openKv(':memory:')
  const [keys, other] = [new KeyValueNamespace(kv, 'keys'), new KeyValueNamespace(kv, 'other')]
  await keys.put('a', '{"b":1}')
  expect([await keys.get('a'), await keys.get('a', 'json'), await other.get('a')]).toEqual(['{"b":1}', { b: 1 }, null])
  await keys.delete('a')
  expect(await keys.get('a')).toBeNull()
  kv.close()
})

test('a rate limiter lets so many through in a period, each caller by itself, and begins anew', async () => {
  let now = 60_000
  const limiter = new RateLimiter({ limit: 2, period: 60 }, { now: () => now })
  const call = async (key: string) => (await limiter.limit({ key })).success
  expect([await call('a'), await call('a'), await call('a'), await call('b')]).toEqual([true, true, false, true])
  now = 119_999
  expect(await call('a')).toBe(false)
  now = 120_000
  expect(await call('a')).toBe(true)
})

interface Context {
  readonly storage: DurableStorage
  blockConcurrencyWhile<Outcome>(work: () => Promise<Outcome>): Promise<Outcome>
}

describe('a durable object', () => {
  class Counter {
    readonly #context: Context

    constructor(context: unknown) {
      this.#context = context as Context
    }

    count(): number {
      const { kv } = this.#context.storage
      kv.put('count', Number(kv.get('count') ?? 0) + 1)
      return Number(kv.get('count'))
    }

    // Reads, waits and writes: others would come in between.
    slowly(): Promise<number> {
      return this.#context.blockConcurrencyWhile(async () => {
        const count = Number(this.#context.storage.kv.get('count') ?? 0)
        await new Promise((resolve) => setTimeout(resolve, 0))
        this.#context.storage.kv.put('count', count + 1)
        return count + 1
      })
    }

    async forget(): Promise<void> {
      await this.#context.storage.deleteAll()
      await this.#context.storage.setAlarm(0)
    }

    alarm(): void {}
  }

  type Stub = { readonly [Method in 'count' | 'slowly' | 'forget']: () => Promise<number> }
  const stubOf = (namespace: DurableNamespace, name: string) => namespace.getByName(name) as Stub

  test('is one for each name', async () => {
    const counters = new DurableNamespace(Counter, {})
    expect([await stubOf(counters, 'a').count(), await stubOf(counters, 'a').count()]).toEqual([1, 2])
    expect(await stubOf(counters, 'b').count()).toBe(1)
  })

  test('runs no other call while it blocks', async () => {
    const stub = stubOf(new DurableNamespace(Counter, {}), 'a')
    expect(await Promise.all([stub.slowly(), stub.slowly(), stub.count()])).toEqual([1, 2, 3])
  })

  test('is forgotten when it keeps nothing any more', async () => {
    const counters = new DurableNamespace(Counter, {})
    await stubOf(counters, 'a').count()
    await stubOf(counters, 'a').forget()
    await expect.poll(() => counters.size).toBe(0)
  })
})

function seen(headers: Readonly<Record<string, string>>): Request {
  return atTheEdge(new Request('http://localhost/', { headers }), { address: '203.0.113.7' })
}

function streamOf(bytes: number): Request {
  return new Request('http://localhost/', { method: 'POST', body: new Blob([new Uint8Array(bytes)]).stream() })
}

describe('the edge', () => {
  test('says itself who the client is, whatever the client says', () => {
    const { headers } = seen({ 'cf-connecting-ip': '198.51.100.1', 'cf-ray': 'mine', 'cf-access-jwt-assertion': 'x' })
    expect(headers.get('cf-connecting-ip')).toBe('203.0.113.7')
    expect(headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-DEN$/)
    expect(headers.has('cf-access-jwt-assertion')).toBe(false)
  })

  test('shows no certificate, so that no token which is bound to one passes', () => {
    expect(seen({})).toHaveProperty('cf', {})
  })
})

describe('a body without a declared length', () => {
  test('passes up to the limit', async () => {
    const { request: limited } = limitBody(streamOf(100_000), 100_000)
    expect((await limited.arrayBuffer()).byteLength).toBe(100_000)
  })

  test('is called off when it turns out to be larger', async () => {
    const { request: limited, exceeded } = limitBody(streamOf(100_001), 100_000)
    const whole = expect(limited.arrayBuffer()).rejects.toThrow()
    await expect(exceeded).rejects.toMatchObject({ code: 'body_too_large' })
    await whole
  })
})
