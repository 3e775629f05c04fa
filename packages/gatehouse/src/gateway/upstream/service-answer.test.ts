// Tests which response headers a service may send through the gateway, and which only the gateway may set.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { describe, expect, test } from 'vitest'
import { sanitizeAnswer } from './service-answer.ts'

function sanitized(headers: readonly (readonly [string, string])[]): [string, string][] {
  const answer = new Response('fine', { status: 201 })
  answer.headers.delete('content-type')
  for (const [name, value] of headers) answer.headers.append(name, value)
  const { status, headers: left } = sanitizeAnswer(answer, cookieNamesOf())
  expect(status).toBe(201)
  return [...left]
}

describe('the answer of a service loses', () => {
  test.each([
    ['set-cookie', '__Host-gatehouse-session=x; Path=/; Secure'],
    ['set-cookie', '__Host-gatehouse-session.1=x'],
    ['set-cookie', '__Host-gatehouse-login-abc=x'],
    ['set-cookie', '__HOST-Gatehouse-session=x'],
    ['set-cookie', ' \t__Host-gatehouse-session=x'],
    ['set-cookie', '=__Host-gatehouse-session=x'],
    ['set-cookie', ' = __Host-gatehouse-session=x'],
    ['clear-site-data', '"*"'],
    ['strict-transport-security', 'max-age=0'],
    ['access-control-allow-origin', '*'],
    ['access-control-allow-credentials', 'true'],
    ['access-control-allow-methods', 'PUT'],
    ['access-control-allow-headers', 'x-secret'],
    ['access-control-max-age', '86400'],
    ['access-control-allow-private-network', 'true'],
    ['service-worker-allowed', '/'],
    ['nel', '{"report_to":"x","max_age":1}'],
    ['report-to', '{"group":"x"}'],
    ['alt-svc', 'h3="elsewhere.example:443"'],
    ['accept-ch', 'Sec-CH-UA-Model'],
    ['public-key-pins', 'x'],
    ['expect-ct', 'x'],
    ['set-login', 'logged-in'],
  ])('what would act in the name of the gateway: %s: %s', (name, value) => {
    expect(
      sanitized([
        [name, value],
        ['etag', '"1"'],
      ]),
    ).toEqual([['etag', '"1"']])
  })
})

describe('the answer of a service keeps', () => {
  test.each([
    ['set-cookie', 'theme=__Host-gatehouse-session; Path=/'],
    ['set-cookie', '__Host-shop=1'],
    ['set-cookie', 'gatehouse=1'],
    ['access-control-expose-headers', 'x-total'],
    ['www-authenticate', 'Bearer'],
    ['cache-control', 'max-age=60'],
    ['content-security-policy', "default-src 'none'"],
    ['reporting-endpoints', 'x="https://reports.example"'],
  ])('what is its own: %s: %s', (name, value) => {
    expect(sanitized([[name, value]])).toEqual([[name, value]])
  })

  test('each of its other cookies, in order', () => {
    const cookies = ['a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT', '__Host-gatehouse-session=x', 'b=2']
    const left = sanitized(cookies.map((cookie) => ['set-cookie', cookie]))
    expect(left).toEqual([
      ['set-cookie', cookies[0]],
      ['set-cookie', 'b=2'],
    ])
  })

  test('being the very same answer where there is nothing to take away', () => {
    const answer = Response.json({}, { headers: { etag: '"1"', 'set-cookie': 'a=1' } })
    expect(sanitizeAnswer(answer, cookieNamesOf())).toBe(answer)
  })
})
