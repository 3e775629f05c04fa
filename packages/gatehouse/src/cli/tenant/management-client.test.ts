// The connection to the Management API: what becomes of a request that has no answer, and how long a limit is waited for.
import { expect, test, vi } from 'vitest'
import { connectManagement } from './management-client.ts'

const PARTS = {
  origin: 'http://localhost:6061',
  token: 'a.b.c',
  now: () => 1_000_000,
  sleep: async () => Promise.resolve(),
}

const unreachable = async (): Promise<Response> => Promise.reject(new TypeError('fetch failed'))

test('a request without an answer leaves no timer that would keep the process running', async () => {
  const started = vi.spyOn(globalThis, 'setTimeout')
  const ended = vi.spyOn(globalThis, 'clearTimeout')
  try {
    const management = await connectManagement({ ...PARTS, fetch: unreachable })
    await expect(management.roles.get('x')).rejects.toMatchObject({ statusCode: 599 })
    const timers = started.mock.results.map(({ value }) => value as unknown)
    expect(timers.length).toBeGreaterThan(0)
    for (const timer of timers) expect(ended.mock.calls.map(([id]) => id as unknown)).toContain(timer)
  } finally {
    started.mockRestore()
    ended.mockRestore()
  }
})

test.each([
  [{ 'x-ratelimit-reset': '1003' }, 3000],
  [{ 'retry-after': '2' }, 2000],
  [{ 'x-ratelimit-reset': '900' }, 250],
  [{ 'x-ratelimit-reset': '99999' }, 60_000],
  [{}, 1000],
])(
  'after a limit with %j the request is sent again in %i ms, to a tenant on this machine without TLS',
  async (headers, millis) => {
    const pauses: number[] = []
    const addresses: unknown[] = []
    const fetch = async (input: unknown) => {
      addresses.push(input)
      return Promise.resolve(
        addresses.length === 1
          ? new Response('{}', { status: 429, headers })
          : Response.json({ id: 'x', name: 'clerk' }),
      )
    }
    const sleep = async (pause: number) => void pauses.push(pause)
    const management = await connectManagement({ ...PARTS, fetch, sleep })
    expect(await management.roles.get('x')).toMatchObject({ name: 'clerk' })
    expect(pauses).toEqual([millis])
    expect(addresses).toEqual(['http://localhost:6061/api/v2/roles/x', 'http://localhost:6061/api/v2/roles/x'])
  },
)
