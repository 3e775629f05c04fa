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
 * The explanations of refusals are 4 KiB, in modules that are not run until one is to be explained.
 */
const GATEWAY_MAX_GZIPPED_BYTES = 64 * 1024

/**
 * What login adds: the OpenID Connect client, encryption of cookies, its routes and pages; 4 KiB are the exchange of tokens, its
 * pace and its copies in KV. It stands in the same module, but behind `import()`: it is parsed lazily, and evaluated by the first request
 * that needs it and by no other.
 */
const LOGIN_MAX_GZIPPED_BYTES = 33 * 1024

/**
 * What the tools of MCP clients add to a project that has some: 6 KiB, and the schemas of the eight tools of this application. Their module
 * is evaluated by the first message. A project without tools has none of it.
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

test('the gateway has at most 64 KiB, gzipped, login another 33, and tools another 9', () => {
  const most = GATEWAY_MAX_GZIPPED_BYTES + LOGIN_MAX_GZIPPED_BYTES + TOOLS_MAX_GZIPPED_BYTES
  expect(gateway.gzippedBytes).toBeLessThanOrEqual(most)
})

test('the tools are not made when the gateway starts', () => {
  expect(readFileSync(gateway.bundle, 'utf8')).toMatch(
    /load:async\(\)=>\(await Promise\.resolve\(\)\.then\(\(\)=>\([\w$]+\(\),[\w$]+\)\)\)\.TOOLS/,
  )
})

test('what explains refusals is not run when the gateway starts', () => {
  // A module that is loaded on demand is called in the bundle; any other is run at once.
  expect(readFileSync(gateway.bundle, 'utf8')).toMatch(
    /\{explain:[\w$]+\}=await Promise\.resolve\(\)\.then\(\(\)=>\([\w$]+\(\),/,
  )
})

test('login is not run when the gateway starts', () => {
  expect(readFileSync(gateway.bundle, 'utf8')).toMatch(
    /\{answerAuth:[\w$]+\}=await Promise\.resolve\(\)\.then\(\(\)=>\([\w$]+\(\),/,
  )
})

test('the gateway holds Hono, jose and oauth4webapi, no zod and no generator of documents', () => {
  expect(packagesOf(gateway)).toEqual(['hono', 'jose', 'oauth4webapi'])
})

/** The schemas of zod are 23 KiB of it, Hono and jose 15, the checks of tokens and signatures and the rest of the library 20. */
const DOMAIN_MAX_GZIPPED_BYTES = 62 * 1024

test('a domain holds zod, no generator of documents, and is at most 62 KiB, gzipped', async () => {
  for (const worker of domainWorkers()) {
    const domain = await build(worker, folder)
    expect(packagesOf(domain)).toEqual(['hono', 'jose', 'zod'])
    expect(domain.gzippedBytes).toBeLessThanOrEqual(DOMAIN_MAX_GZIPPED_BYTES)
  }
})
