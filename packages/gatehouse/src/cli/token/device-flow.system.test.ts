// The device flow with a tenant that does not always answer (RFC 8628 §3.5).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deviceToken } from './real.ts'

/** The responses to the next requests for the token: `null` is no response. */
let answers: (object | string | null)[] = []
const server = createServer((request, response) => {
  const code = { device_code: 'd', user_code: 'u', verification_uri: 'https://x', expires_in: 60, interval: 5 }
  const answer = request.url === '/oauth/device/code' ? code : (answers.shift() ?? null)
  if (answer === null) request.socket.destroy()
  else if (typeof answer === 'string') response.writeHead(502, { 'Content-Type': 'text/html' }).end(answer)
  else
    response
      .writeHead('error' in answer ? 403 : 200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(answer))
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

function ask() {
  const waits: number[] = []
  const clock = {
    now: () => waits.reduce((sum, millis) => sum + millis, 0),
    sleep: (millis: number) => {
      waits.push(millis)
      return Promise.resolve()
    },
  }
  const request = { origin, clientId: 'app', clientSecret: null, audience: 'a', scope: null }
  return { waits, token: deviceToken(request, () => undefined, clock) }
}

test('one question without an answer does not end it, and the next comes later', async () => {
  answers = [{ error: 'authorization_pending' }, null, { access_token: 't', token_type: 'Bearer' }]
  const { waits, token } = ask()
  expect(await token).toBe('t')
  expect(waits).toEqual([5000, 5000, 10_000])
})

test('a tenant that is gone ends it once the code has expired', async () => {
  answers = []
  const { waits, token } = ask()
  await expect(token).rejects.toThrow('the tenant does not answer')
  expect(waits).toEqual([5000, 10_000, 15_000, 20_000, 25_000])
})

test('an answer that is not that of a tenant is named as such', async () => {
  answers = ['<h1>Bad gateway</h1>']
  await expect(ask().token).rejects.toThrow('its answer is not that of a tenant')
})
