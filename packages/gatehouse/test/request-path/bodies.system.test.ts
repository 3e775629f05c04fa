// Bodies pass both ways as streams: nothing is kept, nothing is waited for.
import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, headOf, noted, open, say, wholeOf } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

const MIB = 1_048_576
const LARGE_BYTES = 200 * MIB
/** Far less than a body; what workerd allocates and frees again while one passes. */
const GROWTH_MAX_BYTES = 64 * MIB
const SAMPLE_MILLIS = 20

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
  // What the first requests allocate for good is no part of what a body costs.
  await upload({})
  await receive(await headOf(start('/echo/download?bytes=1000000')))
})
afterAll(async () => {
  await running.stop()
})

function start(path: string, headers: Readonly<Record<string, string>> = {}): ClientRequest {
  const outgoing = open(running, path, { headers: { ...bearer(running.tokens.good), ...headers } })
  outgoing.end()
  return outgoing
}

async function upload(headers: Readonly<Record<string, string>>, bytes = MIB): Promise<unknown> {
  const outgoing = open(running, '/echo/upload', {
    method: 'POST',
    headers: { ...bearer(running.tokens.good), ...headers },
  })
  const head = headOf(outgoing)
  const piece = Buffer.alloc(MIB)
  for (let sent = 0; sent < bytes; sent += MIB) if (!outgoing.write(piece)) await once(outgoing, 'drain')
  outgoing.end()
  return JSON.parse((await wholeOf(await head)).text)
}

async function receive(incoming: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const piece of incoming as AsyncIterable<Buffer>) bytes += piece.length
  return bytes
}

// Reads an answer piece by piece. Nothing is read ahead of the call for it, and what has come meanwhile is kept.
function piecesOf(incoming: IncomingMessage): () => Promise<unknown> {
  const pieces = incoming.setEncoding('utf8')[Symbol.asyncIterator]()
  return async () => (await pieces.next()).value as unknown
}

// By how much the memory of workerd grows, at most, while something goes on.
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = running.residentBytes()
  let most = before
  const sampling = setInterval(() => (most = Math.max(most, running.residentBytes())), SAMPLE_MILLIS)
  await work().finally(() => clearInterval(sampling))
  return Math.max(most, running.residentBytes()) - before
}

describe('200 MiB pass without being kept', () => {
  test.each([
    ['its length declared', { 'content-length': String(LARGE_BYTES) }, String(LARGE_BYTES)],
    ['in chunks', { 'transfer-encoding': 'chunked' }, null],
  ])('up, %s', async (_title, headers, declared) => {
    const growth = await growthDuring(async () => {
      expect(await upload(headers, LARGE_BYTES)).toEqual({ bytes: LARGE_BYTES, declared })
    })
    expect(growth).toBeLessThan(GROWTH_MAX_BYTES)
  })

  test.each([
    ['its length declared', '&declared=yes', { 'content-length': String(LARGE_BYTES) }],
    ['in chunks', '', { 'transfer-encoding': 'chunked' }],
  ])('down, %s', async (_title, query, framing) => {
    const growth = await growthDuring(async () => {
      const incoming = await headOf(start(`/echo/download?bytes=${LARGE_BYTES}${query}`))
      expect(incoming.headers).toMatchObject(framing)
      expect(await receive(incoming)).toBe(LARGE_BYTES)
    })
    expect(growth).toBeLessThan(GROWTH_MAX_BYTES)
  })
})

test('the first byte of an answer arrives before the last is made', async () => {
  const next = piecesOf(await headOf(start('/echo/trickle/first-byte')))
  expect(await next()).toBe('first')
  await say(running, 'first-byte', 'more')
  expect(await next()).toBe(' last')
})

test.each([
  ['its length declared', { 'content-length': '10' }],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
])(
  'the domain has the first byte of a body before the last is sent, %s',
  async (_title, headers: Record<string, string>) => {
    const id = `upload-${headers['content-length'] ?? 'chunked'}`
    const outgoing = open(running, `/echo/upload?id=${id}`, {
      method: 'POST',
      headers: { ...bearer(running.tokens.good), ...headers },
    })
    const head = headOf(outgoing)
    outgoing.write('first')
    expect(await noted(running, id, 'began')).toEqual(['began'])
    outgoing.end(' last')
    expect((await wholeOf(await head)).status).toBe(200)
    expect(await noted(running, id)).toEqual(['began', 'ended'])
  },
)

test('Server-Sent Events arrive as they are sent', async () => {
  const incoming = await headOf(start('/echo/events/events'))
  expect(incoming.headers['content-type']).toBe('text/event-stream')
  const next = piecesOf(incoming)
  expect(await next()).toBe('id: 1\ndata: first\n\n')
  // The second is not sent before this has arrived.
  await say(running, 'events', 'received 1')
  expect(await next()).toBe('id: 2\ndata: second\n\n')
})
