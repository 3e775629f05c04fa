// Tests the requests to a gateway that was just deployed, and when it counts as broken.
import { describe, expect, test } from 'vitest'
import { readTable } from '../../project/compiled.ts'
import { guardedPath, smokeTest, UnreachableError } from './smoke.ts'

const { routes } = await readTable()
const guarded = guardedPath(routes)

const gatewayThat = (answers: (path: string, round: number) => Response) => {
  const clock = { millis: 0, rounds: 0 }
  const fetch = (url: string) => {
    const path = url.replace('https://gateway', '')
    if (path.startsWith('http:'))
      return Promise.resolve(new Response(null, { status: 308, headers: { location: url.replace('http:', 'https:') } }))
    if (path === '/health') clock.rounds += 1
    return Promise.resolve(answers(path, clock.rounds))
  }
  const pause = (millis: number): Promise<void> => {
    clock.millis += millis
    return Promise.resolve()
  }
  return { clock, parts: { routes, fetch, now: () => clock.millis, pause, settlingMillis: 90_000 } }
}

const sound = (path: string): Response =>
  path === guarded ? Response.json({ code: 'token_missing' }, { status: 401 }) : Response.json({})

function throwRefused(): never {
  throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
}

const noCertificate = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('handshake failure') }))

const redirect = (status: number, location: string) => new Response(null, { status, headers: { location } })
const problem = () =>
  new Response('{}', { status: 400, headers: { 'content-type': 'application/problem+json; charset=utf-8' } })

const hang = () => Promise.reject(new DOMException('too late', 'TimeoutError'))

describe('the smoke test', () => {
  test('passes after three good rounds in a row, however many were bad before', async () => {
    const { clock, parts: given } = gatewayThat((path, round) =>
      [1, 2, 5].includes(round) ? new Response('', { status: 502 }) : sound(path),
    )
    await smokeTest('https://gateway', given)
    expect(clock.rounds).toBe(8)
  })

  test.each<readonly [string, (path: string) => Response, string]>([
    ['is not alive', () => Response.error(), '/health answered 0, not 200'],
    [
      'is not ready',
      (path) => (path === '/ready' ? Response.json({ ready: false }, { status: 503 }) : sound(path)),
      '/ready answered 503, not 200: {"ready":false}',
    ],
    ['lets everybody in', () => Response.json({}), `${guarded} without a token answered 200, not 401`],
    [
      'is somebody else',
      (path) => (path === guarded ? new Response('', { status: 401 }) : sound(path)),
      'not 401 token_missing',
    ],
  ])('fails when its time is over for a gateway that %s', async (_title, answers, message) => {
    const { clock, parts: given } = gatewayThat(answers)
    const failed = smokeTest('https://gateway', given)
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.not.toBeInstanceOf(UnreachableError)
    expect(clock.millis).toBe(90_000)
  })

  test('distinguishes a domain at which nothing answers yet from a gateway that is broken', async () => {
    const { clock, parts: given } = gatewayThat(sound)
    const failed = smokeTest('https://gateway', { ...given, fetch: noCertificate })
    await expect(failed).rejects.toThrow(UnreachableError)
    await expect(failed).rejects.toThrow(/failed \(fetch failed: handshake failure\).*certificate.*--settle/)
    expect(clock.millis).toBe(90_000)
  })

  test('passes when the certificate of a new domain comes in time', async () => {
    const { parts: given } = gatewayThat(sound)
    const attempts = { left: 5 }
    const fetch = (url: string) => (attempts.left-- > 0 ? noCertificate() : given.fetch(url))
    await smokeTest('https://gateway', { ...given, fetch })
  })

  test('takes a gateway that hangs for a broken one', async () => {
    const { parts: given } = gatewayThat(sound)
    const failed = smokeTest('https://gateway', { ...given, fetch: hang })
    await expect(failed).rejects.toThrow('too late')
    await expect(failed).rejects.not.toBeInstanceOf(UnreachableError)
  })

  test.each<readonly [string, string, () => Response, string[]]>([
    [
      'the gateway leads on',
      'https://gateway',
      () => redirect(308, 'https://gateway/health'),
      ['http://gateway/health'],
    ],
    ['the zone leads on', 'https://gateway', () => redirect(301, 'https://gateway/health'), ['http://gateway/health']],
    ['it is a problem', 'https://gateway', problem, ['http://gateway/health']],
    ['nobody listens', 'https://gateway', () => throwRefused(), ['http://gateway/health']],
    ['there is no domain of ours', 'https://g.me.workers.dev', () => Response.json({}), []],
  ])('asks a custom domain once over plain http, and is content when %s', async (_title, url, answer, expected) => {
    const { parts: given } = gatewayThat(sound)
    const asked: string[] = []
    const fetch = async (address: string) => {
      if (address.startsWith('https:')) return await given.fetch(address.replace(url, 'https://gateway'))
      asked.push(address)
      return answer()
    }
    await smokeTest(url, { ...given, fetch })
    expect(asked).toEqual(expected)
  })

  test.each<readonly [string, () => Response]>([
    ['serves', () => Response.json({})],
    ['leads elsewhere', () => redirect(308, 'https://other.example.com/health')],
    ['shows a page of somebody else', () => new Response('<html>', { status: 404 })],
  ])('fails for a domain that %s over plain http', async (_title, answer) => {
    const { parts: given } = gatewayThat(sound)
    const fetch = (address: string) => (address.startsWith('https:') ? given.fetch(address) : Promise.resolve(answer()))
    await expect(smokeTest('https://gateway', { ...given, fetch })).rejects.toThrow('switch Always Use HTTPS on')
  })
})
