// Thousands of requests that nobody should send: none reaches a handler without the access that its contract asks for, and
// none brings a header that its sender may not set. The domain's own gate is out, so that only the gateway stands in the way.
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Call } from './bundled/call.ts'
import { routes } from './bundled/contract.ts'
import { raw, send } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

const BATCHES = 300
const BATCH_SIZE = 24
/** Enough to be sure that the lucky ones were there too. */
const REACHED_MIN = 50

const ACCESS = new Map<string, string>(routes.map(({ operationId, access }) => [operationId, access.kind]))
const LOCKED = 'mirrorLocked'

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

const spelt = (name: string): fc.Arbitrary<string> =>
  fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: name.length, maxLength: name.length }).map((choices) =>
    Array.from(name, (character, index) => {
      const [upper, underscore] = choices[index] ?? [false, false]
      if (character === '-') return underscore ? '_' : '-'
      return upper ? character.toUpperCase() : character
    }).join(''),
  )

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('GET') },
  { weight: 4, arbitrary: fc.constantFrom('HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS') },
  { weight: 1, arbitrary: fc.constantFrom('get', 'TRACE', 'PROPFIND', 'QUERY', 'FOO') },
)

const knownPath = fc.constantFrom(
  '/echo/open',
  '/echo/guest',
  '/echo/guarded',
  '/echo/guarded/a',
  '/echo/guarded/a/parts/b',
  '/echo/slash/',
  '/echo/locked',
  '/echo/download',
  '/echo/upload',
)
const piece = fc.constantFrom(
  '/',
  '//',
  '/.',
  '/..',
  '/../open',
  '/./',
  '/%2e%2e/',
  '/.%2E/guarded',
  '%2F',
  '%5c',
  '\\',
  '%00',
  '%',
  '%zz',
  '%C3%BC',
  '%E2%80%AE',
  ';x=1',
  '/;/',
  '?',
  '?x=/echo/open',
  '#/echo/open',
  '@',
  ':id',
  '*',
)
/** A known path, some of its characters encoded, pieces put in anywhere; or none at all. */
const path = fc.oneof(
  { weight: 3, arbitrary: knownPath },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        knownPath,
        fc.array(fc.nat(24), { maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(24), piece), { maxLength: 3 }),
        fc.boolean(),
      )
      .map(([known, encoded, pieces, upper]) => {
        let made = Array.from(known, (character, index) => {
          if (index === 0 || !encoded.includes(index)) return character
          const code = character.charCodeAt(0).toString(16)
          return `%${upper ? code.toUpperCase() : code}`
        })
        for (const [index, added] of pieces) made = made.toSpliced(Math.max(1, index), 0, added)
        return made.join('')
      }),
  },
  { weight: 1, arbitrary: fc.webPath({ size: 'small' }).map((made) => `/${made}`) },
)

const value = fc.oneof(
  fc.constantFrom('forged', 'auth0|admin', '127.0.0.1', '"', ''),
  fc.stringMatching(/^[!-~]{1,40}$/),
  fc.nat(8_000).map((length) => 'x'.repeat(length)),
)
const reserved = fc
  .constantFrom(
    'x-gatehouse-subject',
    'x-gatehouse-permissions',
    'x-forwarded-for',
    'x-forwarded-user',
    'forwarded',
    'x-real-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'cf-access-jwt-assertion',
    'cloudflare-workers-version-overrides',
  )
  .chain(spelt)
const misleading = fc
  .constantFrom('x-http-method-override', 'x-original-url', 'x-rewrite-url', 'x-user', 'x-request-id', 'origin')
  .chain(spelt)
const header = fc.tuple(fc.oneof(reserved, misleading, fc.stringMatching(/^x-[a-z_.~!]{1,12}$/)), value)

// `GOOD` and `BAD` stand for the tokens, which are made per run.
const credentials = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<string[][]>([], ['authorization: Bearer BAD'], ['AUTHORIZATION: bearer BAD']),
  },
  { weight: 2, arbitrary: fc.constantFrom<string[][]>(['Authorization: Bearer GOOD'], ['authorization: bEARER GOOD']) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<string[][]>(
      ['authorization: Basic dXNlcjpwYXNz'],
      ['authorization: Bearer'],
      ['authorization: Bearer a.b.c'],
      ['authorization:\tBearer BAD'],
      ['authorization: Bearer BAD', 'authorization: Bearer GOOD'],
      ['authorization: Basic x, Bearer GOOD'],
      ['x-authorization: Bearer GOOD'],
      ['cookie: access_token=GOOD'],
      ['sec-websocket-protocol: gatehouse.bearer.BAD'],
      ['sec-websocket-protocol: gatehouse.bearer.GOOD', 'authorization: Bearer BAD'],
    ),
  },
)

const hostileRequest = fc
  .tuple(method, path, credentials, fc.array(header, { maxLength: 6 }))
  .map(([verb, target, credential, headers]) =>
    [`${verb} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...credential]
      .concat(headers.map(([name, text]) => `${name}: ${text}`))
      .join('\r\n')
      .concat('\r\n\r\n'),
  )

function isReserved(name: string): boolean {
  const plain = name.replaceAll('_', '-')
  return (
    ['x-gatehouse-', 'x-forwarded-', 'cf-', 'cloudflare-workers-'].some((prefix) => plain.startsWith(prefix)) ||
    ['forwarded', 'x-real-ip', 'true-client-ip'].includes(plain)
  )
}

function isAllowed({ operation, authorization }: Call): boolean {
  const access = ACCESS.get(operation)
  if (access === 'anyone') return true
  if (operation === LOCKED || access === undefined) return false
  const isGood =
    /^bearer +/i.exec(authorization ?? '') !== null && authorization?.endsWith(` ${running.tokens.good}`) === true
  // A guest shows no token, or a good one.
  return isGood || (access === 'guest' && !/^bearer/i.test(authorization ?? ''))
}

test('no request reaches a handler without the access that its contract asks for, and no forged header arrives', async () => {
  const { good, forged } = running.tokens
  const reached = { anyone: 0, guest: 0, guarded: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(hostileRequest, { minLength: BATCH_SIZE, maxLength: BATCH_SIZE }), async (requests) => {
      await Promise.all(
        requests.map((request) => raw(running, request.replaceAll('GOOD', good).replaceAll('BAD', forged))),
      )
      const calls = JSON.parse((await send(running, '/echo/calls')).text) as Call[]
      expect(calls.filter((call) => !isAllowed(call))).toEqual([])
      expect(calls.flatMap(({ headers }) => headers.filter(isReserved))).toEqual([])
      for (const { operation } of calls) {
        const access = ACCESS.get(operation)
        reached[access === 'anyone' || access === 'guest' ? access : 'guarded']++
      }
    }),
    { numRuns: BATCHES, endOnFailure: true },
  )
  // Otherwise nothing was tried.
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(REACHED_MIN)
})
