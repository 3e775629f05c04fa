// A whole deploy with the real wrangler, against a fake of Cloudflare's API, of a tenant and of the deployed gateway.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guardedPath } from './smoke.ts'
import { readTable } from '../../project/compiled.ts'
import { startCloudflare } from '../../testing/fake-cloudflare.ts'
import { answerAsTenant, serve } from '../../testing/fake-tenant.ts'
import { MANY_COMMANDS_MILLIS } from '../../testing/slow-machine.ts'
import { COMMAND } from '../../testing/project-copy.ts'

const SECRET = 'the-secret-that-nobody-reads'
const AUDIENCE = 'https://api.example.com'

const guarded = guardedPath((await readTable()).routes)

async function start() {
  const cloudflare = await startCloudflare()
  const down = { is: false }
  const gateway = await serve(({ pathname }) => {
    if (down.is) return new Response('', { status: 502 })
    return pathname === guarded ? Response.json({ code: 'token_missing' }, { status: 401 }) : Response.json({})
  })
  const allowed = {
    clientId: 'app',
    clientSecret: SECRET,
    audience: AUDIENCE,
    callbacks: [`${gateway.url}/docs/oauth2-redirect`],
    logouts: ['/docs', '/status'].map((path) => `${gateway.url}${path}`),
  }
  const tenant = await serve((url, body) => answerAsTenant(url, body, allowed))
  const secrets = join(mkdtempSync(join(tmpdir(), 'gatehouse-test-')), 'secrets.json')
  const exchange = { AUTH0_EXCHANGE_CLIENT_ID: 'exchange', AUTH0_EXCHANGE_CLIENT_SECRET: SECRET }
  const variables = { AUTH0_DOMAIN: tenant.url, AUTH0_AUDIENCE: AUDIENCE, AUTH0_CLIENT_ID: 'app', ...exchange }
  writeFileSync(secrets, JSON.stringify({ ...variables, AUTH0_CLIENT_SECRET: SECRET }))
  // Its own, so that what it leaves there is its own.
  const temporary = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-'))
  const deploy = async (...args: string[]) => {
    cloudflare.changes.length = 0
    const all = [
      COMMAND,
      'deploy',
      '--env',
      'staging',
      '--url',
      gateway.url,
      '--secrets',
      secrets,
      '--settle',
      '0',
      ...args,
    ]
    const env = {
      ...process.env,
      TMPDIR: temporary,
      CLOUDFLARE_API_BASE_URL: cloudflare.url,
      CLOUDFLARE_API_TOKEN: 'fake-token',
      CLOUDFLARE_ACCOUNT_ID: 'account',
    }
    const child = spawn('node', all, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => printed.push(text))
    const [code] = (await once(child, 'close')) as [number]
    return { code, text: printed.join(''), changes: [...cloudflare.changes] }
  }
  const stop = async () => {
    gateway.close()
    tenant.close()
    await cloudflare.close()
  }
  const change = (name: string, value: string): void => {
    writeFileSync(secrets, JSON.stringify({ ...variables, AUTH0_CLIENT_SECRET: SECRET, [name]: value }))
  }
  const left = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('gatehouse-'))
  return { cloudflare, down, deploy, change, left, stop }
}

test(
  'a first deploy that fails halfway goes on when it is run again, and a later one that breaks the gateway is rolled back',
  async () => {
    const { cloudflare, down, deploy, change, left, stop } = await start()
    try {
      cloudflare.failing = 'migrate gatehouse-payments-staging'
      const failed = await deploy()
      expect(failed.text).toContain('✗ [5/14] payments: migrate gatehouse-payments-staging')
      expect(failed.code).toBe(1)
      expect(failed.changes).toEqual([
        'kv gatehouse-staging-keys',
        'deploy gatehouse-staging',
        'd1 gatehouse-payments-staging',
      ])
      const bound = cloudflare.workers.get('gatehouse-staging')?.bindings ?? []
      expect(bound.filter(({ type }) => type === 'service')).toEqual([])
      expect(failed.text).toContain('the test lets "migrate gatehouse-payments-staging 0001_payments.sql" fail')

      cloudflare.failing = null
      const whole = await deploy()
      expect(whole.text).toContain('Deployed: http://127.0.0.1:')
      expect(whole.code).toBe(0)
      expect(whole.changes).toEqual([
        'migrate gatehouse-payments-staging 0001_payments.sql',
        'migrate gatehouse-payments-staging 0002_organizations.sql',
        'deploy gatehouse-payments-staging',
        'deploy gatehouse-insights-staging',
        'deploy gatehouse-statements-staging',
        'deploy gatehouse-samples-staging',
        'd1 gatehouse-search-staging',
        'migrate gatehouse-search-staging 0001_documents.sql',
        'migrate gatehouse-search-staging 0002_first_documents.sql',
        'deploy gatehouse-search-staging',
        'deploy gatehouse-staging',
      ])
      const gateway = cloudflare.workers.get('gatehouse-staging')?.bindings ?? []
      expect(gateway).toContainEqual(expect.objectContaining({ type: 'secret_text', text: SECRET }))
      expect(gateway).toContainEqual({ type: 'service', name: 'PAYMENTS', service: 'gatehouse-payments-staging' })
      expect([...cloudflare.namespaces.values()]).toEqual(['gatehouse-staging-keys'])
      const [first] = cloudflare.workers.get('gatehouse-staging')?.deployments.at(-1) ?? []

      // Cloudflare reverts nothing past a change of secrets without a confirmation.
      down.is = true
      change('GATEHOUSE_LOG_SALT', 'another-salt')
      const broken = await deploy('--only', 'gateway', '--no-doctor')
      expect(broken.text).toContain('✓ gateway: rolled back to the version before')
      expect(broken.code).toBe(1)
      expect(broken.changes).toEqual(['deploy gatehouse-staging', 'roll back gatehouse-staging'])
      expect(cloudflare.workers.get('gatehouse-staging')?.deployments.at(-1)).toEqual([first])

      const misled = await deploy('--only', 'payments')
      expect(misled.text).toContain('secrets belong to the gateway: add --only gateway')
      expect([misled.code, misled.changes]).toEqual([1, []])

      // The requests of wrangler about its user after an error are not part of the deploy.
      expect(cloudflare.unknown.filter((call) => !call.startsWith('GET /client/v4/'))).toEqual([])
      expect([failed, whole, broken].map(({ text }) => text).join('')).not.toContain(SECRET)
      expect(left()).toEqual([])
    } finally {
      await stop()
    }
  },
  MANY_COMMANDS_MILLIS,
)
