// Tests a dead host behind Cloudflare: Cloudflare answers in its place, and that is no response of the origin.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { open, times } from '../../testing/called-origin.ts'

const warn = vi.spyOn(console, 'warn')
beforeEach(() => {
  warn.mockReset().mockReturnValue()
})
afterEach(() => {
  warn.mockReset()
})

const ofCloudflare = (status: number) => new Response('error code', { status, headers: { server: 'cloudflare' } })
const codeOf = (status: number) => ([522, 524].includes(status) ? 'service_timeout' : 'service_failed')

describe('a dead host behind Cloudflare, which answers in its place,', () => {
  describe.each([520, 521, 522, 523, 524, 525, 526, 530])('with %i', (status) => {
    test('is asked once more where that can do no harm', async () => {
      const { send, fetch } = open(ofCloudflare(status), new Response('fine'))
      expect(await (await send()).text()).toBe('fine')
      expect(fetch).toHaveBeenCalledTimes(2)
    })

    test.each([
      ['GET', 2],
      ['POST', 1],
    ])('is a problem of ours, for %s after %i tries', async (method, tries) => {
      const { send, fetch } = open(...times(3, () => ofCloudflare(status)))
      await expect(send(method)).rejects.toMatchObject({ code: codeOf(status) })
      expect(fetch).toHaveBeenCalledTimes(tries)
    })

    test('is not called after five requests', async () => {
      const { send, settled } = open(...times(10, () => ofCloudflare(status)))
      expect(await Promise.all(times(5, () => settled(send())))).toEqual(times(5, () => codeOf(status)))
      expect(await settled(send())).toBe('service_unavailable')
    })

    test('is an answer like any other when the origin itself says so', async () => {
      for (const server of ['nginx', null]) {
        const headers = server === null ? {} : { server }
        const { send, fetch } = open(new Response('odd', { status, headers }))
        expect((await send()).status).toBe(status)
        expect(fetch).toHaveBeenCalledTimes(1)
      }
    })
  })

  test.each([
    [520, 'service_failed'],
    [521, 'service_unavailable'],
    [522, 'service_unavailable'],
    [523, 'service_unavailable'],
    [524, 'service_timeout'],
    [525, 'service_unavailable'],
    [526, 'service_unavailable'],
    [530, 'service_unavailable'],
  ])(
    'with %i is left alone by those who send a body only where the body can not have done it: %s',
    async (status, code) => {
      const { send, settled } = open(...times(6, () => ofCloudflare(status)))
      for (let sent = 0; sent < 5; sent++) await settled(send('POST', '{}'))
      expect(await settled(send('POST', '{}'))).toBe(code)
    },
  )

  test.each([500, 502, 503, 504, 527])('is not what %i means, whoever says so', async (status) => {
    const { send, fetch } = open(ofCloudflare(status))
    expect((await send()).status).toBe(status)
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})
