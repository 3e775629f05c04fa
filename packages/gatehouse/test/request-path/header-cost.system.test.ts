// A header as large as workerd takes costs its isolate no time to speak of, whatever it holds: the gateway reads it before any guard
// and any limit, and everybody else waits meanwhile.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FILLINGS, repeated } from '../../src/testing/linear-work.ts'
import { child, parse, text, walk } from '../../../../tools/mutants/syntax.ts'
import { CF_BLOB_HEADER } from '../../../../tools/workerd/configuration.ts'
import { send } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'
import { inRepository } from '../folders.ts'

const LIBRARY = inRepository('packages/gatehouse/src')

/** workerd takes 128 KiB of headers in all. */
const LENGTH = 120_000
/** Some ten times what it takes. One header of blanks once took five seconds. */
const LIMIT_SECONDS_EACH = 0.05

/** Every header that the gateway reads of a request, and what must be there before the rest of it is looked at. */
const HEADERS = {
  accept: 'text/html',
  'access-control-request-headers': 'a',
  'access-control-request-method': 'a',
  authorization: 'Bearer a',
  'cf-connecting-ip': 'a:',
  'cf-ipcountry': 'a',
  'cf-ray': 'a',
  connection: 'a',
  'content-encoding': 'a',
  'content-length': '',
  'content-type': 'application/json',
  cookie: '__Host-gatehouse=a',
  dpop: 'a',
  origin: 'a',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'same-origin',
  'sec-websocket-protocol': 'gatehouse.bearer.a',
  traceparent: '00-',
  tracestate: 'a',
  upgrade: '',
  'x-forwarded-for': 'a',
  'x-forwarded-proto': 'a',
  'x-real-ip': 'a',
  'x-request-id': 'a',
} as const

/** The framing of a connection: workerd judges them before the gateway. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'upgrade']

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

test.each(Object.entries(HEADERS).filter(([name]) => !OF_THE_CONNECTION.includes(name)))(
  'a large %s costs little on an open and on a guarded route',
  async (name, beginning) => {
    const front = { [CF_BLOB_HEADER]: JSON.stringify({ country: 'DE' }) }
    for (const path of ['/echo/open', '/echo/guarded']) {
      const before = running.cpuSeconds()
      for (const filling of FILLINGS) {
        const value = Buffer.from(`${beginning}${repeated(filling, LENGTH)}b`).toString('latin1')
        const { status } = await send(running, path, { headers: { ...front, [name]: value.slice(0, LENGTH) } })
        expect(status, JSON.stringify(filling)).toBeLessThan(500)
      }
      expect(running.cpuSeconds() - before).toBeLessThan(LIMIT_SECONDS_EACH * FILLINGS.length)
    }
  },
)

test('the list names every header that the sources read of a request', () => {
  const missing = headersRead().filter((name) => !(name in HEADERS))
  // Those of answers alone.
  const ofAnswers = [
    'cache-control',
    'location',
    'retry-after',
    'server',
    'set-cookie',
    'www-authenticate',
    'x-problem-code',
    'x-ratelimit-reset',
  ]
  expect(missing).toEqual(ofAnswers.filter((name) => missing.includes(name)))
  expect(headersRead().length).toBeGreaterThan(10)
})

// The names that the sources write out: `headers.get('origin')`.
function headersRead(): string[] {
  const names = new Set<string>()
  for (const folder of ['access', 'gateway', 'tenant', 'http']) {
    for (const file of readdirSync(`${LIBRARY}/${folder}`, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      const source = readFileSync(`${LIBRARY}/${folder}/${file}`, 'utf8')
      const tree = parse(source)
      walk(tree, tree, (node) => {
        if (node.type !== 'CallExpression') return true
        const [callee, [argument]] = [child(node, 'callee'), node['arguments'] as [unknown]]
        const name = argument instanceof Object && 'value' in argument ? argument.value : undefined
        if (/(?:^|\.)headers\??\.(?:get|has)$/.test(text(callee, source)) && typeof name === 'string')
          names.add(name.toLowerCase())
        return true
      })
    }
  }
  return [...names].toSorted()
}
