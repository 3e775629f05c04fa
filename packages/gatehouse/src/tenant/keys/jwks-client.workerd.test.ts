// Tests the request for the tenant's keys: no response can delay or harm a request beyond the limits.
import { expect, test } from 'vitest'
import { ISSUER, makeKey, turn } from '../../testing/access/support.ts'
import { type Answer, JWKS_URL, jwksOf, openStore, type StoreScene } from '../../testing/access/tenant.ts'

const key = await makeKey('ours')
const JWKS = jwksOf(key.publicKey)
const MAX_BYTES = 64 * 1024

function open(answer: Answer): StoreScene {
  const scene = openStore()
  scene.answers.set('tenant.example', answer)
  return scene
}

async function keysOf(scene: StoreScene): Promise<number> {
  return (await scene.store.refresh('x', ISSUER)).keySets.length
}

function stream(...chunks: readonly (string | null)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) {
        if (chunk === null) return
        controller.enqueue(new TextEncoder().encode(chunk))
      }
      controller.close()
    },
  })
}

test('the tenant is asked once, at the URL that OpenID Connect defines, and no redirect is followed', async () => {
  const scene = open(() => JWKS)
  expect(await keysOf(scene)).toBe(1)
  expect(scene.requests).toHaveLength(1)
  expect(scene.requests[0]?.url).toBe(JWKS_URL)
  const { redirect, cache, headers } = scene.requests[0]?.init ?? {}
  expect({ redirect, cache, headers }).toEqual({
    redirect: 'manual',
    cache: 'no-store',
    headers: { accept: 'application/json' },
  })
})

function inLatin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

const REDIRECT = { location: 'https://attacker.example/jwks.json' }

test.each<readonly [string, Answer]>([
  ['a redirect', () => new Response(null, { status: 302, headers: REDIRECT })],
  ['a redirect with keys in it', () => new Response(JWKS, { status: 301, headers: REDIRECT })],
  ['a server error', () => new Response('Internal Server Error', { status: 500 })],
  ['a server error with keys in it', () => new Response(JWKS, { status: 500 })],
  ['too many requests', () => new Response('{"error":"too_many_requests"}', { status: 429 })],
  ['not found', () => new Response(null, { status: 404 })],
  ['no content', () => new Response(null, { status: 204 })],
  ['another success with keys in it', () => new Response(JWKS, { status: 203 })],
  ['HTML', () => '<!doctype html><title>Captive portal</title>'],
  ['nothing', () => ''],
  ['JSON cut short', () => JWKS.slice(0, -2)],
  ['invalid UTF-8', () => new Response(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
  ['invalid UTF-8 in a key id', () => new Response(inLatin1(jwksOf({ ...key.publicKey, kid: 'Schlüssel' })))],
  ['UTF-8 cut short', () => new Response(new Uint8Array([0x7b, 0x7d, 0xc3]))],
  ['a set without keys', () => jwksOf()],
  ['a set without a usable key', () => jwksOf({ kty: 'EC' }, { ...key.publicKey, use: 'enc' })],
  ['a body one byte too large', () => JWKS.padEnd(MAX_BYTES + 1)],
  [
    'a body of many chunks, together too large',
    () => new Response(stream(...Array<string>(100).fill(JWKS.padEnd(700)))),
  ],
  ['a connection that breaks', () => Promise.reject(new TypeError('Network connection lost.'))],
])('%s is no key set: a log line, no error to anybody, nothing in KV', async (_, answer) => {
  const scene = open(answer)
  expect(await keysOf(scene)).toBe(0)
  expect(scene.events).toEqual(['jwks_fetch_failed'])
  expect(scene.facts[0]).toMatchObject({ issuer: ISSUER })
  expect(scene.facts[0]?.['cause']).toBeInstanceOf(Error)
  expect(scene.kv.writes).toBe(0)
})

test.each<readonly [string, Answer]>([
  ['of exactly 64 KiB', () => JWKS.padEnd(MAX_BYTES)],
  ['in many chunks', () => new Response(stream(...JWKS.split(/(?<=,)/)))],
  ['with a character split between chunks', () => new Response(split(jwksOf({ ...key.publicKey, kid: 'ключ' })))],
  ['behind a byte order mark', () => new Response(`\uFEFF${JWKS}`)],
  ['under whatever media type', () => new Response(JWKS, { headers: { 'content-type': 'text/plain' } })],
])('a key set %s is read', async (_, answer) => {
  const scene = open(answer)
  expect(await keysOf(scene)).toBe(1)
  expect(scene.events).toEqual([])
})

function split(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(new Uint8Array([byte]))
      controller.close()
    },
  })
}

test('the body of an answer that is no success is not read, and its connection is free at once', async () => {
  let cancelled = false
  const body = new ReadableStream({ cancel: () => void (cancelled = true) }, { highWaterMark: 0 })
  const scene = open(() => new Response(body, { status: 503 }))
  expect(await keysOf(scene)).toBe(0)
  expect(cancelled).toBe(true)
  expect(String(scene.facts[0]?.['cause'])).toBe('Error: the tenant answered 503')
})

test('nor does it matter whether that connection lets go', async () => {
  const body = new ReadableStream({ cancel: () => Promise.reject(new Error('stuck')) }, { highWaterMark: 0 })
  const scene = open(() => new Response(body, { status: 503 }))
  expect(await keysOf(scene)).toBe(0)
  expect(scene.events).toEqual(['jwks_fetch_failed'])
})

test('too large a body is not read to its end', async () => {
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16 * 1024).fill(0x20))
    },
  })
  const scene = open(() => new Response(endless))
  expect(await keysOf(scene)).toBe(0)
  expect(pulled).toBeLessThan(10)
})

test.each<readonly [string, Answer]>([
  ['that does not answer', () => new Promise<Response>(() => undefined)],
  ['that stops in the middle', () => new Response(stream(JWKS.slice(0, 50), null))],
])('a tenant %s is given up after 5 s, and the connection with it', async (_, answer) => {
  const scene = open(answer)
  const work = keysOf(scene)
  scene.clock.advance(4.999)
  await turn()
  expect(scene.events).toEqual([])
  scene.clock.advance(0.001)
  expect(await work).toBe(0)
  expect(scene.events).toEqual(['jwks_fetch_failed'])
  expect(scene.requests[0]?.init.signal?.aborted).toBe(true)
})

test('a tenant that answers in time is not cut off later', async () => {
  const scene = open(() => JWKS)
  expect(await keysOf(scene)).toBe(1)
  scene.clock.advance(60)
  await turn()
  expect(scene.events).toEqual([])
})

test('keys that are dropped are reported without any of their content', async () => {
  const scene = open(() => jwksOf(key.publicKey, { ...key.publicKey, kid: 'private', d: 'c2VjcmV0' }, { kty: 'EC' }))
  expect(await keysOf(scene)).toBe(1)
  expect(scene.events).toEqual(['jwks_keys_dropped'])
  expect(JSON.stringify(scene.facts)).not.toContain('c2VjcmV0')
  expect(scene.facts[0]).toMatchObject({ issuer: ISSUER, dropped: [expect.any(String), expect.any(String)] })
})
