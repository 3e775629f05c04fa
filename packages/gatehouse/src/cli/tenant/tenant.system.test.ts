// An empty tenant that runs: one command, and the doctor finds nothing wrong, people log in, and the gateway lets them call.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { startCloudflare } from '../../testing/fake-cloudflare.ts'
import { COMMAND, copyProject, type Outcome, type ProjectCopy } from '../../testing/project-copy.ts'
import { bearer, startSystem, type System } from '../../testing/system.ts'

const AUDIENCE = 'https://api.example.com'
/** The API of a service that gets tokens by an exchange. */
const REPORTS = 'https://reports.example.com'
const NAMESPACE = 'https://example.com'
const GATEWAY = 'http://localhost:6060'
const CREDENTIALS = ['MANAGEMENT_CLIENT_ID=local-management', 'MANAGEMENT_CLIENT_SECRET=local-management-secret']

let system: System
let project: ProjectCopy
let applied: Outcome

/** Runs `gatehouse` in the project, with credentials for the tenant. */
const run = (...args: readonly string[]): Promise<Outcome> =>
  project.run('env', [...CREDENTIALS, process.execPath, COMMAND, ...args])

const variables = () => parseEnv(readFileSync(join(project.folder, '.dev.vars'), 'utf8')) as Record<string, string>

beforeAll(async () => {
  system = await startSystem({ vars: { AUTH0_AUDIENCE: AUDIENCE, AUTH0_CLAIM_NAMESPACE: NAMESPACE } })
  project = copyProject()
  await system.control('POST', 'empty')
  const settings = { AUTH0_DOMAIN: system.tenantUrl, AUTH0_AUDIENCE: AUDIENCE, AUTH0_CLAIM_NAMESPACE: NAMESPACE }
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"`)
  writeFileSync(join(project.folder, '.dev.vars'), `# Ours\n${lines.join('\n')}\n`)
  writeFileSync(
    join(project.folder, 'gatehouse.config.ts'),
    `import { defineConfig } from 'gatehouse/config'
export default defineConfig({
  auth0: {
    roles: { clerk: { permissions: ['read:payments'] } },
    claims: { groups: 'authorization.roles' },
    exchanges: [{ audience: '${REPORTS}', scopes: ['read:reports'] }],
  },
})
`,
  )
  applied = await run('tenant', 'apply', '--yes')
})
afterAll(async () => {
  project.remove()
  await system.stop()
})

/** Asks the Management API, as a person does in the dashboard. */
async function manage(method: string, path: string, body?: object) {
  const { access_token: token } = await askTenant('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: 'local-management',
    client_secret: 'local-management-secret',
    audience: `${system.tenantUrl}/api/v2/`,
  })
  const answer = await fetch(`${system.tenantUrl}/api/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: (await answer.json().catch(() => null)) as unknown }
}

async function clerkId(): Promise<string | undefined> {
  const roles = (await manage('GET', 'roles')).json as { id: string; name: string }[]
  return roles.find(({ name }) => name === 'clerk')?.id
}

async function askTenant(path: string, form: Record<string, string>): Promise<Record<string, unknown>> {
  const answer = await fetch(system.tenantUrl + path, { method: 'POST', body: new URLSearchParams(form) })
  return (await answer.json()) as Record<string, unknown>
}

/** Logs in at the tenant's page, and exchanges the code. */
async function logIn(user: string): Promise<Record<string, unknown>> {
  const { AUTH0_CLIENT_ID: client_id = '', AUTH0_CLIENT_SECRET: client_secret = '' } = variables()
  const redirect_uri = `${GATEWAY}/auth/callback`
  const scope = 'openid offline_access read:payments write:payments'
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: 'code', scope, audience: AUDIENCE })
  const asked = await fetch(`${system.tenantUrl}/authorize?${query.toString()}`, { redirect: 'manual' })
  const page = new URL(asked.headers.get('location') ?? '', system.tenantUrl)
  const back = await fetch(page, { method: 'POST', body: new URLSearchParams({ user }), redirect: 'manual' })
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
  return await askTenant('/oauth/token', {
    grant_type: 'authorization_code',
    client_id,
    client_secret,
    redirect_uri,
    code,
  })
}

const call = async (token: unknown) => system.fetch('/payments', { headers: bearer(String(token)) })

describe('one command', () => {
  test('makes an empty tenant what the project needs, and says nothing of a secret', () => {
    expect(applied.code, applied.output).toBe(0)
    expect(applied.output).toContain('+ role clerk')
    for (const name of ['AUTH0_CLIENT_SECRET', 'GATEHOUSE_SESSION_KEYS', 'GATEHOUSE_KV_SECRET'])
      expect(applied.output).not.toContain(variables()[name])
    expect(readFileSync(join(project.folder, '.dev.vars'), 'utf8')).toMatch(/^# Ours\n/)
  })

  test('leaves nothing that the doctor has a word about', async () => {
    const { code, output } = await project.gatehouse('doctor', '--login')
    expect(code, output).toBe(0)
    expect(output).toContain('✓ secret')
    expect(output.split('\n').filter((line) => /^[✗!–]/.test(line))).toEqual([])
  })

  test('lets a person call what the roles of the person permit, with the claims of the Action', async () => {
    onTestFailed(() => system.harness.debug())
    const before = await logIn('reader@example.com')
    expect((await call(before['access_token'])).status).toBe(403)
    const users = ['google-oauth2|108427319560284713905']
    expect((await manage('POST', `roles/${await clerkId()}/users`, { users })).status).toBe(200)
    const after = await logIn('reader@example.com')
    expect(after).toHaveProperty('refresh_token')
    expect(after['scope']).toBe('openid offline_access read:payments')
    expect((await call(after['access_token'])).status).toBe(200)
    const me = await system.fetch('/me', { headers: bearer(String(after['access_token'])) })
    expect(await me.json()).toMatchObject({ email: 'reader@example.com' })
    const [, claims = ''] = String(after['access_token']).split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      [`${NAMESPACE}/groups`]: ['clerk'],
    })
  })

  test('lets a machine call, and no application without a grant', async () => {
    const clients = (await manage('GET', 'clients')).json as Record<string, string>[]
    const machine = clients.find(({ app_type }) => app_type === 'non_interactive')
    const named = clients.find(({ name }) => name?.endsWith('(machine)'))
    const form = { grant_type: 'client_credentials', audience: AUDIENCE }
    const { client_id = '', client_secret = '' } = named ?? {}
    const { access_token } = await askTenant('/oauth/token', { ...form, client_id, client_secret })
    expect((await call(access_token)).status).toBe(200)
    const refused = await askTenant('/oauth/token', {
      ...form,
      client_id: machine?.['client_id'] ?? '',
      client_secret: machine?.['client_secret'] ?? '',
    })
    expect(refused).toMatchObject({ error: 'access_denied' })
  })

  test('lets the gateway exchange the token of a person for the service, and no more than its grant allows', async () => {
    const { AUTH0_EXCHANGE_CLIENT_ID: client_id = '', AUTH0_EXCHANGE_CLIENT_SECRET: client_secret = '' } = variables()
    expect(applied.output).not.toContain(client_secret)
    const type = 'urn:ietf:params:oauth:token-type:access_token'
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id,
      client_secret,
      subject_token: String((await logIn('reader@example.com'))['access_token']),
      subject_token_type: type,
      scope: 'read:reports write:reports',
    }
    // A permission of the API is a matter of roles, as at the API of the gateway.
    expect((await askTenant('/oauth/token', { ...form, audience: REPORTS }))['scope'] ?? '').toBe('')
    const permissions = [{ resource_server_identifier: REPORTS, permission_name: 'read:reports' }]
    expect((await manage('POST', `roles/${await clerkId()}/permissions`, { permissions })).status).toBe(201)
    const { access_token: token, scope } = await askTenant('/oauth/token', { ...form, audience: REPORTS })
    expect(scope).toBe('read:reports')
    const claims = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as object
    expect(claims).toMatchObject({ aud: REPORTS, act: { sub: client_id }, permissions: ['read:reports'] })
    const other = await askTenant('/oauth/token', { ...form, audience: AUDIENCE })
    expect(other).toMatchObject({ error: 'access_denied' })
    const { AUTH0_CLIENT_ID: login = '', AUTH0_CLIENT_SECRET: secret = '' } = variables()
    const ofLogin = { ...form, client_id: login, client_secret: secret, audience: REPORTS }
    expect(await askTenant('/oauth/token', ofLogin)).toMatchObject({ error: 'unauthorized_client' })
  })

  test('has nothing to do a second time, which a check and a machine can tell', async () => {
    const { code, output } = await run('tenant', 'plan', '--check', '--json')
    expect(code, output).toBe(0)
    expect(JSON.parse(output.slice(output.indexOf('{')))).toMatchObject({ changes: [], drift: [], variables: [] })
  })

  test('shows what a person has changed, and changes nothing without a confirmation', async () => {
    await manage('PATCH', `resource-servers/${encodeURIComponent(AUDIENCE)}`, { enforce_policies: false })
    const { code, output } = await run('tenant', 'apply')
    expect([code, output]).toEqual([6, expect.stringContaining('--yes applies it')])
    expect(output).toContain('~ enforce_policies: false → true')
  })

  test('lets the doctor put right what a person has broken, and name its page at Auth0', async () => {
    await system.control('PATCH', 'settings', { confirmsLocalLogins: true })
    await manage('PATCH', `clients/${variables()['AUTH0_CLIENT_ID']}`, {
      callbacks: [],
      skip_non_verifiable_callback_uri_confirmation_prompt: false,
    })
    const { code, output } = await run('doctor', '--login', '--fix', '--yes')
    expect(code, output).toBe(0)
    const [before = '', after = ''] = output.split('Done: ')
    expect(before).toContain(`✗ callback       ${GATEWAY}/auth/callback is not allowed`)
    expect(before).toContain('https://auth0.com/docs/get-started/applications/application-settings')
    expect(after.split('\n').filter((line) => /^[✗!–]/.test(line))).toEqual([])
    expect(after).toContain(`✓ callback       ${GATEWAY}/auth/callback is allowed`)
  })

  test('gives an environment its variables in wrangler.toml, and its secrets to wrangler', async () => {
    const cloudflare = await startCloudflare()
    const none = { versions: [], deployments: [], bindings: [], migrationTag: undefined, secrets: new Map() }
    cloudflare.workers.set('gatehouse-staging', none)
    try {
      const account = [
        'CLOUDFLARE_API_TOKEN=fake-token',
        'CLOUDFLARE_ACCOUNT_ID=account',
        `CLOUDFLARE_API_BASE_URL=${cloudflare.url}`,
      ]
      const apply = ['tenant', 'apply', '--yes', '--env', 'staging', '--url', 'https://api.staging.example.com']
      const tenant = ['--domain', system.tenantUrl, '--audience', AUDIENCE]
      const command = [process.execPath, COMMAND, ...apply, ...tenant]
      const { code, output } = await project.run('env', [...CREDENTIALS, ...account, ...command])
      expect(code, output).toBe(0)
      const toml = readFileSync(join(project.folder, 'wrangler.toml'), 'utf8')
      expect(toml).toMatch(
        new RegExp(
          `^\\[env\\.staging\\.vars\\]\\n(?:.*\\n)*?AUTH0_CLIENT_ID = "${variables()['AUTH0_CLIENT_ID']}"$`,
          'm',
        ),
      )
      const { bindings } = cloudflare.workers.get('gatehouse-staging') ?? none
      const secrets = bindings as readonly { name: string; text: string }[]
      const clientSecret = secrets.find(({ name }) => name === 'AUTH0_CLIENT_SECRET')?.text
      expect(clientSecret).toBe(variables()['AUTH0_CLIENT_SECRET'])
      for (const { text } of secrets) {
        expect(output).not.toContain(text)
        expect(toml).not.toContain(text)
      }
      expect(cloudflare.unknown).toEqual([])
    } finally {
      await cloudflare.close()
    }
  })
})
