// A plain Hono Worker that was guarded as docs/existing-projects.md says, with the packed package, with and without a gateway.
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestHarness, type TestHarness } from 'wrangler'
import { type PackedProject, packedProject } from '../../../../tools/package/packed-project.ts'
import { GATEWAY } from '../../src/project/workers.ts'
import { makeClient } from '../../src/testing/dpop-client.ts'
import { prebuilt } from '../../src/testing/prebuild.ts'
import { partialGateway } from '../../src/testing/gateway-configs.ts'
import { AUDIENCE, bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { blockOf } from './page-blocks.ts'

const LONG_MILLIS = 300_000
const KINDS = ['with a gateway', 'without a gateway'] as const
const USER = { user: 'reader@example.com' }

let project: PackedProject
let tenant: Tenant
const harnesses = new Map<string, TestHarness>()

beforeAll(async () => {
  tenant = await startTenant()
  project = await packedProject(
    Object.fromEntries(
      KINDS.flatMap((kind) => [
        [`${kind}/src/index.ts`, blockOf(`src/index.ts, ${kind}`)],
        [`${kind}/wrangler.toml`, blockOf(`wrangler.toml, ${kind}`).replace('http://localhost:6061', () => tenant.url)],
      ]),
    ),
  )
  const gateway = {
    ...prebuilt(GATEWAY),
    configPath: partialGateway([]),
    secrets: { AUTH0_DOMAIN: tenant.url, AUTH0_AUDIENCE: AUDIENCE },
  }
  for (const kind of KINDS) {
    const guarded = { configPath: join(project.folder, kind, 'wrangler.toml') }
    const harness = createTestHarness({ workers: kind === 'with a gateway' ? [guarded, gateway] : [guarded] })
    await harness.listen()
    harnesses.set(kind, harness)
  }
}, LONG_MILLIS)
afterAll(async () => {
  for (const harness of harnesses.values()) await harness.close()
  await tenant.harness.close()
  project.remove()
})

async function call(kind: string, headers: Readonly<Record<string, string>>) {
  const answer = await harnesses.get(kind)?.fetch('https://reports.example.com/reports', { headers })
  if (answer === undefined) throw new Error(`${kind} was not started`)
  const json = (await answer.json()) as Readonly<Record<string, unknown>>
  return { status: answer.status, headers: answer.headers, json }
}

async function tokenFor(scope: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return await tenant.mint({ ...USER, scope, claims: { scope, ...claims } })
}

describe.each(KINDS)('a plain Worker %s', (kind) => {
  test('lets a caller with the scope in, and knows who it is', async () => {
    const answer = await call(kind, bearer(await tokenFor('read:reports')))
    expect(answer).toMatchObject({ status: 200, json: { caller: 'google-oauth2|108427319560284713905' } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('keeps keys and verified tokens for the next request of its isolate', async () => {
    const token = await tokenFor('read:reports')
    await call(kind, bearer(token))
    await tenant.control('POST', 'faults', { path: '/.well-known/jwks.json', status: 503 })
    const { status, headers } = await call(kind, bearer(token))
    await tenant.control('DELETE', 'faults')
    expect(status).toBe(200)
    // A gate of its own says nothing of it; the gateway's configuration decides elsewhere.
    const isTold = kind === 'with a gateway'
    expect(headers.get('server-timing')).toBe(isTold ? 'keys;desc="memory", token;desc="remembered"' : null)
  })

  test.each([
    ['no token', 401, 'token_missing', async () => ({})],
    ['a token without the scope', 403, 'scope_missing', async () => bearer(await tokenFor('write:reports'))],
    [
      'a token for another audience',
      401,
      'token_audience',
      async () => bearer(await tokenFor('read:reports', { aud: 'https://other.example' })),
    ],
    [
      'a token of an unknown key',
      401,
      'token_key_unknown',
      async () => bearer(await tenant.mint({ ...USER, key: 'unlisted' })),
    ],
  ])('refuses %s with the problem document of the gateway', async (_what, status, code, headers) => {
    const answer = await call(kind, await headers())
    expect(answer).toMatchObject({ status, json: { status, code, type: `/docs/errors#${code}` } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="gatehouse"/)
    expect(answer.headers.get('www-authenticate')).toContain('scope="read:reports"')
    expect(answer.json['requestId']).toBe(answer.headers.get('x-request-id'))
  })

  test('refuses a token that is bound to a key, with and without a proof, and offers no such scheme', async () => {
    const client = await makeClient()
    const token = await tokenFor('read:reports', { cnf: { jkt: client.thumbprint } })
    expect(await call(kind, bearer(token))).toMatchObject({ status: 401, json: { code: 'proof_required' } })
    const dpop = await client.prove(token, 'https://reports.example.com/reports')
    const proved = await call(kind, { authorization: `DPoP ${token}`, dpop })
    expect(proved).toMatchObject({ status: 401, json: { code: 'token_missing' } })
    expect(proved.headers.get('www-authenticate')).not.toContain('DPoP')
  })
})

test('the type of the principal is known in both, and the page needs at most ten lines of code', async () => {
  project.write({
    'env.d.ts': 'declare namespace Cloudflare { interface Env { ISSUER: string; KEYS: KVNamespace } }\n',
    'mistake.ts': blockOf('src/index.ts, with a gateway').replace('principal.id', 'principal.identity'),
    'tsconfig.json': JSON.stringify({
      extends: 'gatehouse/tsconfig.json',
      compilerOptions: { types: ['@cloudflare/workers-types'] },
      include: ['env.d.ts', 'mistake.ts', '*/src/*.ts'],
    }),
  })
  const { output } = await project.run('tsc', '-p', 'tsconfig.json')
  expect(output.trim()).toMatch(/^mistake\.ts\(.+\): error TS2339: .+'identity'/)
  expect(
    output
      .trim()
      .split('\n')
      .filter((line) => line.includes('error')),
  ).toHaveLength(1)
  for (const kind of KINDS) {
    const lines = blockOf(`src/index.ts, ${kind}`)
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.length).toBeLessThanOrEqual(10)
  }
})

test('the bundle of a guarded Worker holds neither the gateway, login nor a validator', async () => {
  const { metafile } = await build({
    entryPoints: [join(project.folder, 'without a gateway/src/index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    metafile: true,
    external: ['cloudflare:*'],
    preserveSymlinks: true,
  })
  const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {}
  const used = Object.keys(inputs)
  expect(used.some((path) => path.endsWith('gatehouse/dist/access/gate.js'))).toBe(true)
  expect(used.filter((path) => /gatehouse\/dist\/(?:gateway|tenant\/login)\/|\/zod\/|zod-openapi/.test(path))).toEqual(
    [],
  )
})
