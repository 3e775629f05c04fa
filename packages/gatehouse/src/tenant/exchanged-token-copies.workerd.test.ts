// Tests the copies of exchanged tokens: what a revocation ends, and what isolates share.
import { describe, expect, test, vi } from 'vitest'
import { START_SECONDS } from '../testing/access/support.ts'
import { FakeKv } from '../testing/access/tenant.ts'
import { openExchange, tokensOf } from '../testing/access/token-exchange.ts'

describe('a revocation', () => {
  const revocation = {
    kind: 'client',
    name: 'gateway',
    issuedBefore: START_SECONDS + 60,
    endsAt: START_SECONDS + 900,
  } as const

  test.each([['in memory', null] as const, ['in KV', new FakeKv()] as const])(
    'ends the use of an exchanged token %s that was issued before',
    async (_, kv) => {
      const first = openExchange(() => tokensOf(), kv)
      await first.tokenFor()
      await first.background.finished()
      const { tokenFor, forms, revocations, clock } =
        kv === null ? first : openExchange(() => tokensOf({ iat: START_SECONDS + 100 }), kv)
      revocations.add([revocation])
      clock.advance(100)
      await tokenFor()
      expect(forms).toHaveLength(kv === null ? 2 : 1)
    },
  )
})

test('a token is revoked as soon as it is there', async () => {
  const { tokenFor, forms, revocations } = openExchange(() => tokensOf())
  await tokenFor()
  revocations.add([{ kind: 'client', name: 'gateway', issuedBefore: START_SECONDS + 60, endsAt: START_SECONDS + 900 }])
  await tokenFor()
  expect(forms).toHaveLength(2)
})

test('a token is in KV until a minute before its end', async () => {
  const kv = new FakeKv()
  const put = vi.spyOn(kv, 'put')
  const { tokenFor, background } = openExchange(() => tokensOf(), kv)
  await tokenFor()
  await background.finished()
  expect(put.mock.calls).toEqual([[expect.any(String), expect.any(String), { expirationTtl: 540 }]])
})

test('isolates share a token by KV, where neither it nor its caller can be read', async () => {
  const kv = new FakeKv()
  const first = openExchange(() => tokensOf(), kv)
  const token = await first.tokenFor()
  await first.background.finished()
  const second = openExchange(() => tokensOf(), kv)
  expect(await second.tokenFor()).toBe(token)
  expect(second.forms).toEqual([])
  const [[name = '', value = ''] = []] = kv.values
  expect(name).toMatch(/^exchanged:[\w-]{43}$/)
  for (const text of [name, value, atob(value.replaceAll('-', '+').replaceAll('_', '/'))])
    for (const secret of ['auth0', 'a.b.c', 'reports', token.slice(0, 10)]) expect(text).not.toContain(secret)
})
