// Tests the readiness, part by part, and that frequent requests cost the parts little.
import { describe, expect, test, vi } from 'vitest'
import { readinessOf } from './readiness.ts'

const BACKGROUND = { waitUntil: () => undefined }
const FINE = { fetch: async () => new Response(null, { status: 204 }) }

function ready({
  keys = async () => true,
  services = [{ name: 'payments', target: FINE }],
}: {
  keys?: () => Promise<boolean>
  services?: Parameters<typeof readinessOf>[0]['services']
} = {}) {
  let now = 0
  const sleepers: { readonly millis: number; readonly wake: () => void }[] = []
  const sleep = (millis: number): Promise<void> => new Promise((wake) => sleepers.push({ millis, wake }))
  const readiness = readinessOf({ clock: { now: () => now, sleep }, keys, services })
  const pass = (millis: number): void => {
    now += millis
    for (const sleeper of sleepers) if (sleeper.millis <= millis) sleeper.wake()
  }
  return { ask: () => readiness(BACKGROUND), pass }
}

test('with keys and every service it is ready, and names its parts', async () => {
  expect(await ready().ask()).toEqual({
    ready: true,
    parts: [
      { name: 'keys', ready: true },
      { name: 'payments', ready: true },
    ],
  })
})

describe('it is not ready, and says which part is not,', () => {
  test.each([
    ['without keys', async () => false],
    ['when asking for keys fails', () => Promise.reject(new Error('none'))],
  ])('%s', async (_title, keys) => {
    expect(await ready({ keys }).ask()).toMatchObject({
      ready: false,
      parts: [{ name: 'keys', ready: false }, { ready: true }],
    })
  })

  test.each([
    ['that is not bound', undefined],
    ['that throws', { fetch: () => Promise.reject(new Error('boom')) }],
    ['that fails', { fetch: async () => new Response(null, { status: 503 }) }],
  ])('with a service %s', async (_title, target) => {
    const { ask } = ready({ services: [{ name: 'search', target }] })
    expect(await ask()).toMatchObject({ ready: false, parts: [{ ready: true }, { name: 'search', ready: false }] })
  })

  test('with a service that says nothing for two seconds', async () => {
    const { ask, pass } = ready({
      services: [{ name: 'search', target: { fetch: () => new Promise(() => undefined) } }],
    })
    const asked = ask()
    pass(2_000)
    expect((await asked).ready).toBe(false)
  })
})

test.each([
  ['is not bound', { target: undefined }, 'the gateway has no binding to it'],
  ['throws', { target: { fetch: () => Promise.reject(new Error('boom')) } }, 'the connection failed'],
  ['fails', { target: { fetch: async () => new Response(null, { status: 503 }) } }, 'it answered 503'],
  [
    'is not deployed',
    {
      target: {
        fetch: async () =>
          new Response('Worker "x" not found', { status: 503, headers: { 'content-type': 'text/plain' } }),
      },
    },
    'the Worker is not deployed',
  ],
])('the reason is named when a service %s', async (_title, service, reason) => {
  const { parts } = await ready({ services: [{ name: 'search', ...service }] }).ask()
  expect(parts[1]).toEqual({ name: 'search', ready: false, reason, since: 0 })
})

test('a part that is not ready says since when, until it is ready again', async () => {
  let isDown = true
  const fetch = async () => new Response(null, { status: isDown ? 503 : 200 })
  const { ask, pass } = ready({ services: [{ name: 'search', target: { fetch } }] })
  const sinceAfter = async (millis: number) => {
    pass(millis)
    return (await ask()).parts[1]?.since
  }
  expect([await sinceAfter(10_000), await sinceAfter(60_000)]).toEqual([10, 10])
  isDown = false
  expect(await sinceAfter(5_000)).toBeUndefined()
  isDown = true
  expect(await sinceAfter(5_000)).toBe(80)
})

test('an origin is asked with its headers, and its record stands beside the result', async () => {
  const asked: (string | null)[] = []
  const target = {
    fetch: async ({ headers }: Request) => {
      asked.push(headers.get('x-key'))
      return new Response('fine')
    },
  }
  const health = { state: 'open', since: 1, slowOperations: 0, lastFailure: null } as const
  const headers = [['X-Key', 'secret']] as const
  const { parts } = await ready({
    services: [{ name: 'reports', target, headers, record: { inspect: () => health } }],
  }).ask()
  expect(asked).toEqual(['secret'])
  expect(parts[1]).toEqual({ name: 'reports', ready: true, origin: health })
})

test('the result is returned again for five seconds', async () => {
  const fetch = vi.fn(FINE.fetch)
  const { ask, pass } = ready({ services: [{ name: 'payments', target: { fetch } }] })
  await ask()
  pass(4_999)
  await ask()
  expect(fetch).toHaveBeenCalledTimes(1)
  pass(1)
  await ask()
  expect(fetch).toHaveBeenCalledTimes(2)
})

test('a service is asked at the URL that it gives, else where every domain answers', async () => {
  const asked: string[] = []
  const target = {
    fetch: async ({ url }: Request) => {
      asked.push(url)
      return new Response(null, { status: 404 })
    },
  }
  const services = [
    { name: 'payments', target },
    { name: 'reports', target, probe: 'https://reports.example/healthz' },
  ]
  expect((await ready({ services }).ask()).ready).toBe(true)
  expect(asked).toEqual(['https://gatehouse.internal/health', 'https://reports.example/healthz'])
})

// Three services that answer when the test lets them.
function hanging() {
  const answers: (() => void)[] = []
  const fetch = vi.fn(
    () => new Promise<Response>((resolve) => answers.push(() => resolve(new Response(null, { status: 204 })))),
  )
  const services = ['payments', 'search', 'insights'].map((name) => ({ name, target: { fetch } }))
  return { fetch, services, answer: () => answers.splice(0).forEach((settle) => settle()) }
}

describe('while a probe is in flight,', () => {
  test('any other request waits for its result, and asks no service again', async () => {
    const { fetch, services, answer } = hanging()
    const { ask } = ready({ services })
    const asked = Array.from({ length: 200 }, () => ask())
    expect(fetch).toHaveBeenCalledTimes(3)
    answer()
    expect(new Set((await Promise.all(asked)).map((found) => found.ready))).toEqual(new Set([true]))
    expect(fetch).toHaveBeenCalledTimes(3)
  })

  test('and the request that made it is gone, another looks when no answer can come any more', async () => {
    const { fetch, services, answer } = hanging()
    let isGone = true
    const keys = () => (isGone ? new Promise<boolean>(() => undefined) : Promise.resolve(true))
    const { ask, pass } = ready({ keys, services })
    void ask()
    const waiting = ask()
    isGone = false
    pass(7_000)
    await expect
      .poll(() => {
        answer()
        return fetch.mock.calls.length
      })
      .toBe(6)
    answer()
    expect((await waiting).ready).toBe(true)
  })
})
