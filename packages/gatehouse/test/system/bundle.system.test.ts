// Tests the bundle of the gateway: it is small, and does not contain what only the build step needs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeConfigs } from '../../src/project/config-files.ts'
import { type Build, build } from '../../src/cli/builds.ts'
import { domainWorkers, GATEWAY } from '../../src/project/workers.ts'

/**
 * A first request pays for every byte that an isolate parses. Keys, tokens, routing and refusals are 25 KiB of it, most of
 * that jose and Hono; the rest is what every request goes through: limits, ids, log, counters, origins, and what is taken from
 * headers and paths. The addresses of services (prefixes, added headers, the way back) are 4 KiB, revocations and figures of all isolates
 * 9 KiB, signed webhooks and the tenant's events 5 KiB, the policies about logins and actors 2 KiB, and the rows of a large table 1 KiB.
 * The explanations of refusals are 4 KiB.
 */
const GATEWAY_MAX_GZIPPED_BYTES = 62 * 1024

/**
 * What login adds: the OpenID Connect client, encryption of cookies, its routes and pages; 4 KiB are the exchange of tokens, its
 * pace and its copies in KV. Its functions are parsed lazily, and compiled by the first request that needs them and by no other.
 */
const LOGIN_MAX_GZIPPED_BYTES = 33 * 1024

/**
 * What the tools of MCP clients add to a project that has some: 6 KiB, and the schemas of the eight tools of this application. They are
 * made by the first message. A project without tools has none of it.
 */
const TOOLS_MAX_GZIPPED_BYTES = 9 * 1024

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'))
let gateway: Build
beforeAll(async () => {
  writeConfigs('test')
  gateway = await build(GATEWAY, folder)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The packages that a bundle has code of, by the source map that stands beside it. */
function packagesOf({ bundle }: Build): string[] {
  const { sources } = JSON.parse(readFileSync(`${bundle}.map`, 'utf8')) as { sources: string[] }
  const names = sources.map((source) => /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(source)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))].toSorted()
}

test('the gateway has at most 62 KiB, gzipped, login another 33, and tools another 9', () => {
  const most = GATEWAY_MAX_GZIPPED_BYTES + LOGIN_MAX_GZIPPED_BYTES + TOOLS_MAX_GZIPPED_BYTES
  expect(gateway.gzippedBytes).toBeLessThanOrEqual(most)
})

test('the tools and login are not made when the gateway starts', () => {
  const script = readFileSync(gateway.bundle, 'utf8')
  expect(script).toMatch(/load:async\(\)=>[\w$]+\(\)/)
  expect(script).toMatch(/load:async\(\)=>[\w$]+\?\?=new [\w$]+\([\w$]+\)/)
})

// A module that is loaded on demand is called in the bundle, and any other is run at once. Whatever it shares with others is called too: V8
// would read all of that twice, which costs more than to run what is loaded.
test('no module is loaded on demand', () => {
  expect(readFileSync(gateway.bundle, 'utf8')).not.toContain('Promise.resolve().then(()=>(')
})

test('the gateway holds Hono, jose and oauth4webapi, no zod and no generator of documents', () => {
  expect(packagesOf(gateway)).toEqual(['hono', 'jose', 'oauth4webapi'])
})

/** The schemas of zod are 23 KiB of it, Hono and jose 15, the checks of tokens and signatures and the rest of the library 20. */
const DOMAIN_MAX_GZIPPED_BYTES = 61 * 1024

test('a domain holds zod, no generator of documents, and is at most 61 KiB, gzipped', async () => {
  for (const worker of domainWorkers()) {
    const domain = await build(worker, folder)
    expect(packagesOf(domain)).toEqual(['hono', 'jose', 'zod'])
    expect(domain.gzippedBytes).toBeLessThanOrEqual(DOMAIN_MAX_GZIPPED_BYTES)
  }
})
