import { expect, test } from 'vitest'
import { makeFilter, OWN_REQUEST_ID } from './output.ts'

const REQUEST = {
  level: 'info',
  event: 'request',
  time: '2026-11-29T12:45:49.512Z',
  requestId: 'd3e6f602',
  method: 'GET',
  route: '/payments/:id',
  status: 401,
  code: 'token_missing',
  ms: 32,
}

function shown(printed: string, json = false): string[] {
  const filter = makeFilter(json)
  return printed.split('\n').flatMap((line) => filter(line)?.text ?? [])
}

test.each([
  [{}, 'GET    /payments/:id 401 32 ms token_missing'],
  [{ method: 'DELETE', status: 204, code: null, ms: 0 }, 'DELETE /payments/:id 204 0 ms'],
  [{ route: null, status: 404, code: 'route_not_found' }, 'GET    (no route) 404 32 ms route_not_found'],
])('a request is a line for people, with %j', (changes, line) => {
  expect(shown(`[undefined] ${JSON.stringify({ ...REQUEST, ...changes })}`)).toEqual([line])
})

test('with json a line of the log is as it is in production', () => {
  const line = JSON.stringify(REQUEST)
  expect(shown(`[undefined] ${line}`, true)).toEqual([line])
  expect(shown(`✘ [ERROR] ${line}`, true)).toEqual([line])
})

test('requests of the command itself are not shown', () => {
  expect(shown(JSON.stringify({ ...REQUEST, requestId: `${OWN_REQUEST_ID}health` }))).toEqual([])
})

test('another event is shown with its facts, and a stack in lines of its own', () => {
  const event = {
    level: 'error',
    event: 'server_error',
    requestId: 'x',
    client: null,
    ms: 3,
    cause: 'Error: a\n    at b',
  }
  expect(shown(`\u001B[31m✘ \u001B[41;97m[ERROR]\u001B[0m ${JSON.stringify(event)}`)).toEqual([
    'error server_error requestId=x ms=3 cause=Error: a\n    at b',
  ])
})

test('what a Worker prints itself is shown, all of its lines, without the name before it', () => {
  expect(
    shown('[gatehouse-samples] plain { a: 1 }\n[undefined] two\nlines\n[wrangler:info] GET /x 200 OK (3ms)'),
  ).toEqual(['plain { a: 1 }', 'two', 'lines'])
})

test('nothing is shown of what wrangler says of itself, tables of bindings included', () => {
  const noise = `
 ⛅️ wrangler 4.156.2 (update available 4.164.0)
───────────────────────────────────────────────
[custom build] Running: node build-step.ts
Using secrets defined in .wrangler/gatehouse/development/gateway/.dev.vars
gatehouse has access to the following bindings:
Binding                                              Resource                  Mode
env.PROOFS (ProofMemory)                             Durable Object            local

Service bindings, Durable Object bindings, and Tail consumers connect to other processes
❓ Your types might be out of date. Re-run \`wrangler types\` to ensure your types are correct.
▲ [WARNING] Scheduled Workers are not automatically triggered during local development.

  To manually trigger a scheduled event, run:
    curl "http://localhost:7170/cdn-cgi/local/scheduled"
[wrangler:warn] Unable to fetch the \`Request.cf\` object! Falling back to a default placeholder...
Error: getaddrinfo ENOTFOUND workers.cloudflare.com
    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:123:26)
⎔ Starting local server...
[wrangler:info] Ready on http://localhost:7170
🪵  Logs were written to "/home/me/wrangler.log"`
  expect(shown(noise)).toEqual([])
  expect(shown(noise, true)).toEqual([])
})

test.each([true, false])(
  'warnings and errors of wrangler are shown with all that belongs to them (json: %j)',
  (json) => {
    const error = '✘ [ERROR] Could not resolve "./missing.ts"\n    workers/search/src/index.ts:3:20:'
    expect(shown(`⎔ Reloading local server...\n${error}\n⎔ Starting local server...\n`, json)).toEqual(
      error.split('\n'),
    )
    const filter = makeFilter(true)
    expect(filter('▲ [WARNING] Something else')).toEqual({ text: '▲ [WARNING] Something else', isLog: false })
  },
)
