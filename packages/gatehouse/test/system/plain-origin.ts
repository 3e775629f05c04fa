// A plain HTTP origin on the loopback that behaves, well or badly, as the last part of its path says, and keeps what it was sent.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'

/** The text that `gzip` answers, before it is packed. */
const PACKED_TEXT = 'The quick brown fox. '.repeat(100)
/** What `gzip` sends. */
export const PACKED = gzipSync(PACKED_TEXT)

/** What `brotli` sends: too long to be sent before its token could expire. */
export const LONG_BROTLI = brotliCompressSync(randomBytes(200_000))

/** A request as it arrived. */
export interface Arrival {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawNames: readonly string[]
  body: string
  /** Whether the connection ended before the answer did. */
  isGone: boolean
}

/** An origin that runs. */
export interface PlainOrigin {
  readonly url: string
  /** What arrived since this was last asked. */
  arrivals(): Arrival[]
  /** Lets an answer of `stream` go on. */
  goOn(): void
  stop(): Promise<void>
}

/** Starts an origin. */
export async function startPlainOrigin(): Promise<PlainOrigin> {
  let arrived: Arrival[] = []
  let waiting: ServerResponse | undefined
  const behaviours: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => unknown>> = {
    reset: (_response, request) => request.socket.resetAndDestroy(),
    slow: () => undefined,
    fail: (response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('Traceback: boom'),
    dead: (response) => response.writeHead(521, { server: 'cloudflare' }).end('error code: 521'),
    odd: (response) => response.writeHead(799).end(),
    redirect: (response) => response.writeHead(302, { location: 'https://elsewhere.example/login' }).end(),
    gzip: (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': PACKED.length }).end(PACKED),
    brotli: (response) => response.writeHead(200, { 'content-encoding': 'br' }).end(LONG_BROTLI),
    // Its own address, as most frameworks write it.
    moved: (response, { headers }) =>
      response
        .writeHead(307, {
          location: `http://${headers.host}/api/open/x?y=%2F`,
          'content-location': '/api/open/y',
          'set-cookie': ['a=1; Path=/', 'b=2; Path=/api/open; Domain=example.com', 'c=3; Path=nowhere'],
        })
        .end(),
    unpack: (response, request) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => response.end(gunzipSync(Buffer.concat(pieces))))
    },
    garbage: (response) => response.writeHead(302, { location: 'http://[::1', 'set-cookie': '=;=;;Path' }).end(),
    nowhere: (response) => response.writeHead(302).end(),
    cookies: (response) =>
      response.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT'] }).end(),
    acting: (response) =>
      response
        .writeHead(200, {
          'set-cookie': ['a=1; Path=/', '__Host-gatehouse-session=theirs; Path=/; Secure'],
          'clear-site-data': '"*"',
          'strict-transport-security': 'max-age=0',
          'access-control-allow-origin': '*',
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'X-Total, ETag',
          'service-worker-allowed': '/',
          vary: 'Accept',
        })
        .end('fine'),
    range: (response, { headers }) =>
      response
        .writeHead(headers.range === 'bytes=2-4' ? 206 : 200, {
          'content-range': 'bytes 2-4/10',
          'accept-ranges': 'bytes',
        })
        .end('234'),
    fresh: (response) => response.writeHead(304, { etag: '"1"' }).end(),
    empty: (response) => response.writeHead(204, { 'x-request-id': 'theirs' }).end(),
    sized: (response) => response.writeHead(200, { 'content-length': '5', 'x-request-id': 'theirs' }).end('12345'),
    stream: (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('first')
      waiting = response
    },
    cut: (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('a part')
      setImmediate(() => response.socket?.resetAndDestroy())
    },
  }
  const server = createServer((request, response) => {
    const { method = '', url = '', headers, rawHeaders } = request
    const rawNames = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase())
    const arrival: Arrival = { method, url, headers, rawNames, body: '', isGone: false }
    arrived.push(arrival)
    response.on('close', () => (arrival.isGone = !response.writableEnded))
    request.on('error', () => undefined)
    request.on('data', (piece: Buffer) => (arrival.body += piece.toString()))
    const behaviour = behaviours[/\/(\w+)(?:\?.*)?$/.exec(url)?.[1] ?? '']
    if (behaviour === undefined) request.on('end', () => response.end('fine'))
    else behaviour(response, request)
  })
  // A WebSocket that says one word (RFC 6455 §4.2.2, §5.2).
  server.on('upgrade', ({ headers }, socket) => {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    socket.write(Buffer.concat([Buffer.from([0x81, 5]), Buffer.from('hello')]))
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    arrivals: () => {
      const since = arrived
      arrived = []
      return since
    },
    goOn: () => waiting?.end('last'),
    stop: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
