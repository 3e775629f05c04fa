// A client that goes away takes the domain's work along: nothing is made for nobody. And a body that turns out to be too large
// is never taken for a whole one.
import { once } from 'node:events'
import type { ClientRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SMALL_BYTES } from './bundled/contract.ts'
import { bearer, headOf, noted, open, send, wholeOf } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

function start(path: string): ClientRequest {
  const outgoing = open(running, path, { headers: bearer(running.tokens.good) })
  // It is broken off on purpose.
  outgoing.on('error', () => undefined)
  outgoing.end()
  return outgoing
}

// A connection that is reset, as by a process that ended: one that only says it will send no more may still be listening.
function leave({ socket }: ClientRequest): void {
  socket?.resetAndDestroy()
}

describe('when the client goes away, the domain hears of it', () => {
  test('in the middle of a download: the stream is cancelled', async () => {
    const outgoing = start('/echo/forever/leaving')
    const incoming = await headOf(outgoing)
    incoming.on('error', () => undefined)
    await once(incoming, 'data')
    leave(outgoing)
    expect(await noted(running, 'leaving', 'cancelled')).toEqual(['cancelled'])
  })

  test('before the first byte: `request.signal` aborts', async () => {
    const outgoing = start('/echo/hang/leaving-early')
    expect(await noted(running, 'leaving-early', 'waiting')).toEqual(['waiting'])
    leave(outgoing)
    expect(await noted(running, 'leaving-early', 'aborted')).toEqual(['waiting', 'aborted'])
  })

  test('in the middle of an upload: the body breaks off, and never ends', async () => {
    const outgoing = open(running, '/echo/upload?id=leaving-upload', {
      method: 'POST',
      headers: { ...bearer(running.tokens.good), 'transfer-encoding': 'chunked' },
    })
    outgoing.on('error', () => undefined)
    outgoing.write('the beginning')
    expect(await noted(running, 'leaving-upload', 'began')).toEqual(['began'])
    leave(outgoing)
    // What is answered later is answered after the domain could have taken the end for one.
    for (let later = 0; later < 20; later++) await send(running, '/echo/open')
    expect(await noted(running, 'leaving-upload')).not.toContain('ended')
  })
})

test('a body over its limit that declares no length is 413, and the domain never sees its end', async () => {
  const outgoing = open(running, '/echo/small?id=too-large', {
    method: 'POST',
    headers: { ...bearer(running.tokens.good), 'transfer-encoding': 'chunked' },
  })
  outgoing.on('error', () => undefined)
  const head = headOf(outgoing)
  outgoing.write(Buffer.alloc(SMALL_BYTES))
  expect(await noted(running, 'too-large', 'began')).toEqual(['began'])
  outgoing.write('x')
  const { status, text } = await wholeOf(await head)
  expect([status, JSON.parse(text)]).toMatchObject([413, { code: 'body_too_large' }])
  for (let later = 0; later < 20; later++) await send(running, '/echo/open')
  expect(await noted(running, 'too-large')).not.toContain('ended')
  outgoing.destroy()
})

test('a body of just its limit passes whole', async () => {
  const headers = { ...bearer(running.tokens.good), 'transfer-encoding': 'chunked' }
  const body = 'x'.repeat(SMALL_BYTES)
  const { status, text } = await send(running, '/echo/small?id=fitting', { method: 'POST', headers, body })
  expect([status, JSON.parse(text)]).toEqual([200, { bytes: SMALL_BYTES, declared: null }])
  expect(await noted(running, 'fitting')).toEqual(['began', 'ended'])
})
