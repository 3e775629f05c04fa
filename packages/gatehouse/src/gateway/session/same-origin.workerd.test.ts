// Tests which requests prove that a page of our own origin sent them: only these may use a session.
import { expect, test } from 'vitest'
import { isLinkOfOurPage, provesSameOrigin } from './same-origin.ts'

const OWN = 'https://api.example'
const SOCKET = { upgrade: 'websocket' }
const site = (value: string, more: Record<string, string> = {}) => ({ 'sec-fetch-site': value, ...more })

test.each<readonly [boolean, string, string, Record<string, string>]>([
  [true, 'a script of ours that reads', 'GET', site('same-origin')],
  [true, 'a script of ours that looks', 'HEAD', site('same-origin')],
  [true, 'an address that was typed', 'GET', site('none', { 'sec-fetch-dest': 'document' })],
  [false, 'a frame with an address that was typed', 'GET', site('none', { 'sec-fetch-dest': 'iframe' })],
  [false, 'a link of another site', 'GET', site('cross-site', { 'sec-fetch-dest': 'document' })],
  [false, 'a sister site', 'GET', site('same-site')],
  [false, 'one that says nothing', 'GET', {}],
  [false, 'one that says nothing but its origin', 'GET', { origin: OWN }],
  [false, 'two stories', 'GET', site('same-origin', { origin: 'https://evil.example' })],
  ...['POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method): [boolean, string, string, Record<string, string>][] => [
    [true, 'a script of ours that changes', method, site('same-origin', { origin: OWN })],
    [false, 'one without an origin', method, site('same-origin')],
    [false, 'one without Fetch Metadata', method, { origin: OWN }],
    [false, 'one of nobody', method, site('none', { origin: OWN, 'sec-fetch-dest': 'document' })],
    [false, 'a sandboxed frame', method, site('same-origin', { origin: 'null' })],
    [false, 'our host over http', method, site('same-origin', { origin: 'http://api.example' })],
  ]),
  [true, 'a WebSocket of ours', 'GET', { ...SOCKET, origin: OWN }],
  [true, 'a WebSocket of ours that says more', 'GET', { ...SOCKET, ...site('same-origin', { origin: OWN }) }],
  [false, 'a WebSocket of another origin', 'GET', { ...SOCKET, origin: 'https://evil.example' }],
  [false, 'a WebSocket of nobody', 'GET', { ...SOCKET, ...site('same-origin') }],
  [false, 'a WebSocket of a sister site', 'GET', { ...SOCKET, ...site('same-site', { origin: OWN }) }],
])('%s: %s (%s)', (proved, _title, method, headers) => {
  expect(provesSameOrigin(new Request(`${OWN}/payments`, { method, headers }))).toBe(proved)
})

test.each<readonly [boolean, Record<string, string>]>([
  [true, site('same-origin', { 'sec-fetch-dest': 'document' })],
  [false, site('none', { 'sec-fetch-dest': 'document' })],
  [false, site('cross-site', { 'sec-fetch-dest': 'document' })],
  [false, site('same-origin', { origin: 'https://evil.example' })],
  [false, site('same-origin', { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' })],
  [false, site('same-origin', { 'sec-fetch-dest': 'document', purpose: 'prefetch' })],
  [false, site('same-origin', { 'sec-fetch-dest': 'empty', 'sec-purpose': 'prefetch' })],
  ...['image', 'iframe', 'script', 'style', 'empty', 'object'].map((dest): [boolean, Record<string, string>] => [
    false,
    site('same-origin', { 'sec-fetch-dest': dest }),
  ]),
  [false, {}],
])('a link is one of our own page: %s (%j)', (isOurs, headers) => {
  expect(isLinkOfOurPage(new Request(`${OWN}/auth/logout`, { headers }))).toBe(isOurs)
})
