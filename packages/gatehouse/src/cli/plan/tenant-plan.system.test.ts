// The plan of what the API in Auth0 must have, in its three forms, and the comparison with a tenant that is faked.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { scopes } from '../../access/index.ts'
import { type Api, differencesOf } from './compare.ts'
import { fetchApi } from './management.ts'
import { planOf } from './plan.ts'
import { renderDeployCli, renderTable, renderTerraform } from './render.ts'
import { COMMAND } from '../../testing/project-copy.ts'

const AUDIENCE = 'https://api.example.com'
const CREDENTIALS = { clientId: 'management', clientSecret: 'open sesame' }
const PLAN = planOf(AUDIENCE, { 'read:invoices': 'List invoices', 'pay:invoices': 'Pay "now" for ${all}' }, [
  { operationId: 'listInvoices', access: scopes('read:invoices') },
  { operationId: 'getInvoice', access: scopes('read:invoices') },
])
const API: Api = {
  identifier: AUDIENCE,
  scopes: PLAN.scopes.map(({ name, description }) => ({ value: name, description })),
  signing_alg: 'RS256',
  enforce_policies: true,
  token_dialect: 'access_token_authz',
}

describe('the plan', () => {
  test('is a table of permissions with the operations that demand each', () => {
    const lines = renderTable(PLAN).split('\n')
    expect(lines[0]).toContain(AUDIENCE)
    expect(lines.slice(2, 5)).toEqual([
      'Permission     Description           Demanded by',
      'read:invoices  List invoices         listInvoices, getInvoice',
      'pay:invoices   Pay "now" for ${all}  its service',
    ])
  })

  test('is Terraform, with nothing that it would take for a template', () => {
    const text = renderTerraform(PLAN)
    expect(text).toContain('identifier       = "https://api.example.com"')
    expect(text).toContain('enforce_policies = true')
    expect(text).toContain('  scopes {\n    name        = "read:invoices"\n    description = "List invoices"\n  }\n')
    expect(text).toContain('description = "Pay \\"now\\" for $${all}"')
  })

  test('is YAML for auth0-deploy-cli', () => {
    expect(renderDeployCli(PLAN)).toContain(`resourceServers:
  - name: "Gatehouse"
    identifier: "https://api.example.com"
    signing_alg: RS256
    enforce_policies: true
    token_dialect: access_token_authz
    scopes:
      - value: "read:invoices"
        description: "List invoices"
      - value: "pay:invoices"
        description: "Pay \\"now\\" for \${all}"
`)
    expect(renderDeployCli({ name: 'Gatehouse', identifier: AUDIENCE, scopes: [] })).toContain('    scopes: []\n')
  })
})

describe('a tenant', () => {
  test('that has what it must differs in nothing', () => {
    expect(differencesOf(PLAN, API)).toEqual([])
    expect(differencesOf(PLAN, { ...API, signing_alg: 'PS256', token_dialect: 'rfc9068_profile_authz' })).toEqual([])
  })

  const [first, second] = API.scopes
  test.each<readonly [string, Partial<Api>, string]>([
    [
      'a missing scope',
      { scopes: API.scopes.slice(1) },
      'read:invoices is missing: add it with the description "List invoices"',
    ],
    [
      'another description',
      { scopes: [{ value: 'read:invoices', description: 'Read' }, ...API.scopes.slice(1)] },
      'read:invoices is described as "Read": the contracts say "List invoices"',
    ],
    [
      'no description',
      { scopes: [{ value: 'read:invoices' }, ...API.scopes.slice(1)] },
      'read:invoices is described as "": the contracts say "List invoices"',
    ],
    [
      'a scope too many',
      { scopes: [...(first && second ? [first, second] : []), { value: 'old:things' }] },
      'old:things is in no contract: remove it',
    ],
    ['tokens signed with a secret', { signing_alg: 'HS256' }, 'tokens are signed with HS256: set'],
    ['no RBAC', { enforce_policies: false }, 'RBAC is off, so whoever asks for a scope gets it'],
    ['tokens without permissions', { token_dialect: 'access_token' }, 'permissions are not in the tokens'],
    ['another identifier', { identifier: 'https://other' }, 'the identifier is https://other, and not'],
  ])('with %s is told so in words', (_title, change, sentence) => {
    expect(differencesOf(PLAN, { ...API, ...change })).toEqual([expect.stringContaining(sentence)])
  })
})

interface Arrival {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A tenant with a Management API that answers so, and what it was asked. */
async function withTenant(
  answers: { readonly token?: readonly [number, object]; readonly api: readonly [number, object] },
  use: (origin: string, arrivals: readonly Arrival[]) => Promise<void>,
): Promise<void> {
  const arrivals: Arrival[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { method, url, headers } = request
      arrivals.push({ method, url, headers, body })
      const isToken = url === '/oauth/token'
      const [status, json] = isToken ? (answers.token ?? [200, { access_token: 'a.b.c' }]) : answers.api
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals)
  } finally {
    server.close()
  }
}

describe('the Management API', () => {
  test('is asked for the API by its identifier, with a token of its own', async () => {
    await withTenant({ api: [200, { ...API, id: 'x', is_system: false }] }, async (origin, arrivals) => {
      expect(await fetchApi(origin, AUDIENCE, CREDENTIALS)).toEqual(API)
      const [token, api] = arrivals
      expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
        grant_type: 'client_credentials',
        client_id: 'management',
        client_secret: 'open sesame',
        audience: `${origin}/api/v2/`,
      })
      expect(api).toMatchObject({ method: 'GET', url: '/api/v2/resource-servers/https%3A%2F%2Fapi.example.com' })
      expect(api?.headers.authorization).toBe('Bearer a.b.c')
    })
  })

  test.each<readonly [string, Parameters<typeof withTenant>[0], string]>([
    [
      'a wrong secret',
      { token: [401, { error: 'access_denied', error_description: 'Unauthorized' }], api: [200, {}] },
      '401 access_denied (Unauthorized). Check the id and the secret',
    ],
    [
      'an application that may not read APIs',
      { api: [403, { statusCode: 403, error: 'Forbidden', message: 'Insufficient scope' }] },
      'Give the application the permission read:resource_servers',
    ],
    ['too many questions', { api: [429, { error: 'Too Many Requests' }] }, 'Wait a minute'],
    ['something else than an API', { api: [200, { identifier: 7 }] }, 'no API of Auth0'],
  ])('tells of %s in words, without the secret', async (_title, answers, sentence) => {
    await withTenant(answers, async (origin) => {
      const failure = fetchApi(origin, AUDIENCE, CREDENTIALS)
      await expect(failure).rejects.toThrow(sentence)
      await expect(failure).rejects.not.toThrow('open sesame')
    })
  })
})

/** Runs the command. */
async function run(args: readonly string[], credentials = true) {
  const management = { MANAGEMENT_CLIENT_ID: 'management', MANAGEMENT_CLIENT_SECRET: 'open sesame' }
  const child = spawn(process.execPath, [COMMAND, 'tenant', 'plan', '--audience', AUDIENCE, ...args], {
    env: { ...process.env, ...(credentials && management) },
  })
  let [output, errors] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output, errors }
}

describe('the command', () => {
  test('ends with 1 for a tenant that lacks something, and says what', async () => {
    await withTenant({ api: [200, API] }, async (origin) => {
      const { code, output } = await run(['--check', '--domain', origin])
      expect(code).toBe(1)
      expect(output).toContain('✗ read:payments is missing: add it with the description "List and read payments"\n')
    })
  })

  test('ends with 1 for a tenant without the API', async () => {
    await withTenant({ api: [404, {}] }, async (origin) => {
      const { code, output } = await run(['--check', '--domain', origin])
      expect([code, output]).toEqual([1, `✗ there is no API with the identifier ${AUDIENCE}: create it\n`])
    })
  })

  test('says what it needs for a check', async () => {
    const { code, errors } = await run(['--check'], false)
    expect(code).toBe(1)
    expect(errors).toContain('MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET are not set')
  })

  test('prints Terraform of what the contracts have', async () => {
    const { code, output } = await run(['--terraform'])
    expect(code).toBe(0)
    expect(output).toContain('name        = "read:payments"')
  })
})
