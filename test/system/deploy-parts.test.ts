// The parts of a deploy: secrets that nobody reads, the smoke test, the account, the address, the changed configuration.
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findAccess } from '../../scripts/deploy/access.ts'
import { Account, CloudflareError } from '../../scripts/deploy/cloudflare.ts'
import { gatewayUrlOf } from '../../scripts/deploy/gateway-url.ts'
import { patchConfig } from '../../scripts/deploy/patched-config.ts'
import { askForSecrets, concealing, readSecrets, withSecretsFile } from '../../scripts/deploy/secrets.ts'
import { guardedPath, smokeTest } from '../../scripts/deploy/smoke.ts'

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-test-')), 'secrets')
  writeFileSync(path, text)
  return path
}

describe('secrets', () => {
  test('are read from JSON and from lines, with a $ as it stands', () => {
    expect(readSecrets(file('{"LOG_SALT":"a$HOME"}'))).toEqual({ LOG_SALT: 'a$HOME' })
    expect(readSecrets(file("# ours\nAUTH0_CLIENT_SECRET='p$w d'\nLOG_SALT=x\n"))).toEqual({
      AUTH0_CLIENT_SECRET: 'p$w d',
      LOG_SALT: 'x',
    })
  })

  test.each([
    ['nothing', '', 'holds no secret'],
    ['broken JSON', '{"LOG_SALT":"hush', 'is no JSON'],
    ['no text', '{"LOG_SALT":{"hush":1}}', 'LOG_SALT is empty or no text'],
    ['an empty one', 'LOG_SALT=', 'LOG_SALT is empty or no text'],
    ['a name that none has', '{"log salt":"hush"}', 'is no name of a secret'],
  ])('in a file with %s are refused, and no value is told', (_title, text, message) => {
    const path = file(text)
    expect(() => readSecrets(path)).toThrow(message)
    try {
      readSecrets(path)
    } catch (error) {
      expect(String(error)).not.toContain('hush')
    }
  })

  test('are asked for only where none is known, may be left out, and the salt is made', async () => {
    const asked: string[] = []
    const ask = (answer: string) => (question: string) => {
      asked.push(question)
      return Promise.resolve(answer)
    }
    const given = await askForSecrets({}, [], ask(''))
    expect(given['LOG_SALT']).toMatch(/^[\w-]{43}$/)
    expect(given).not.toHaveProperty('AUTH0_CLIENT_SECRET')
    expect(asked).toHaveLength(2)
    expect(await askForSecrets({ LOG_SALT: 'x' }, ['AUTH0_CLIENT_SECRET'], ask('y'))).toEqual({ LOG_SALT: 'x' })
    expect(asked).toHaveLength(2)
    expect(await askForSecrets({}, ['LOG_SALT'], ask(' typed '))).toEqual({ AUTH0_CLIENT_SECRET: 'typed' })
    expect(await askForSecrets({}, [], undefined)).toEqual({})
  })

  test('are lent in a file that only its owner can read, and that is gone afterwards, also after a failure', async () => {
    const paths: string[] = []
    const lend = withSecretsFile({ LOG_SALT: 'hush' }, (path = '') => {
      paths.push(path)
      expect(readFileSync(path, 'utf8')).toBe('{"LOG_SALT":"hush"}')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      return Promise.reject(new Error('wrangler failed'))
    })
    await expect(lend).rejects.toThrow('wrangler failed')
    expect(paths.map((path) => existsSync(path))).toEqual([false])
    await withSecretsFile({}, (path) => Promise.resolve(expect(path).toBe(undefined)))
  })

  test('are taken out of what wrangler says', () => {
    expect(concealing({ A: 'hush', B: '' })('it was hush, hush')).toBe('it was •••, •••')
  })
})

const gatewayThat = (answers: (path: string, round: number) => Response) => {
  const clock = { millis: 0, rounds: 0 }
  const fetch = (url: string) => {
    const path = url.replace('https://gateway', '')
    if (path === '/health') clock.rounds += 1
    return Promise.resolve(answers(path, clock.rounds))
  }
  const pause = (millis: number): Promise<void> => {
    clock.millis += millis
    return Promise.resolve()
  }
  return { clock, parts: { fetch, now: () => clock.millis, pause, settlingMillis: 90_000 } }
}

const sound = (path: string): Response =>
  path === guardedPath() ? Response.json({ code: 'token_missing' }, { status: 401 }) : Response.json({})

describe('the smoke test', () => {
  test('passes after three good rounds in a row, however many were bad before', async () => {
    const { clock, parts: given } = gatewayThat((path, round) =>
      [1, 2, 5].includes(round) ? new Response('', { status: 502 }) : sound(path),
    )
    await smokeTest('https://gateway', given)
    expect(clock.rounds).toBe(8)
  })

  test.each<readonly [string, (path: string) => Response, string]>([
    ['is not alive', () => Response.error(), '/health answered 0, not 200'],
    [
      'is not ready',
      (path) => (path === '/ready' ? Response.json({ ready: false }, { status: 503 }) : sound(path)),
      '/ready answered 503, not 200: {"ready":false}',
    ],
    ['lets everybody in', () => Response.json({}), `${guardedPath()} without a token answered 200, not 401`],
    [
      'is somebody else',
      (path) => (path === guardedPath() ? new Response('', { status: 401 }) : sound(path)),
      'not 401 token_missing',
    ],
  ])('fails when its time is over for a gateway that %s', async (_title, answers, message) => {
    const { clock, parts: given } = gatewayThat(answers)
    await expect(smokeTest('https://gateway', given)).rejects.toThrow(message)
    expect(clock.millis).toBe(90_000)
  })
})

const accountThat = (status: number, body: unknown) =>
  new Account({ url: 'https://api', token: 't', account: 'a' }, () => Promise.resolve(Response.json(body, { status })))

const refusal = (code: number) => ({ success: false, result: null, errors: [{ code, message: 'no' }] })

const accountsOf =
  (...ids: string[]) =>
  () =>
    Promise.resolve(Response.json({ result: ids.map((id) => ({ id, name: id })) }))

describe('the account', () => {
  test('tells a Worker that does not exist from an account that does not answer', async () => {
    expect(await accountThat(404, refusal(10_007)).deployment('gatehouse')).toBe(null)
    await expect(accountThat(403, refusal(10_000)).deployment('gatehouse')).rejects.toThrow(CloudflareError)
    await expect(accountThat(502, 'bad gateway').deployment('gatehouse')).rejects.toThrow('status 502')
    const silent = new Account({ url: 'https://api', token: 't', account: 'a' }, () =>
      Promise.reject(new TypeError('fetch failed')),
    )
    await expect(silent.deployment('gatehouse')).rejects.toThrow("can't be reached")
  })

  const parts = { env: {}, fetch, configured: undefined, wrangler: () => Promise.reject(new Error('not logged in')) }

  test('is that of the environment, else of whoever is logged in', async () => {
    const env = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_API_BASE_URL: 'http://api' }
    expect(await findAccess({ ...parts, env })).toEqual({ url: 'http://api', token: 't', account: 'a' })
    await expect(findAccess(parts)).rejects.toThrow('npx wrangler login')
    const loggedIn = { ...parts, wrangler: () => Promise.resolve('{"type":"oauth","token":"o"}') }
    expect(await findAccess({ ...loggedIn, fetch: accountsOf('one') })).toMatchObject({ token: 'o', account: 'one' })
    expect(await findAccess({ ...loggedIn, configured: 'ours' })).toMatchObject({ account: 'ours' })
    await expect(findAccess({ ...loggedIn, fetch: accountsOf('one', 'two') })).rejects.toThrow(
      'CLOUDFLARE_ACCOUNT_ID to one of one',
    )
  })
})

test.each([
  [{ name: 'g' }, 'me', 'https://g.me.workers.dev'],
  [
    { name: 'g', routes: ['x.example.com/*', { pattern: 'api.example.com', custom_domain: true }] },
    'me',
    'https://api.example.com',
  ],
  [{ name: 'g', routes: ['https://x.example.com/*'] }, 'me', 'https://x.example.com'],
  [{ name: 'g', routes: ['*.example.com/*'], workers_dev: false }, 'me', null],
  [{ name: 'g' }, null, null],
])('a gateway with %j is at its domain, or at workers.dev', (config, subdomain, url) => {
  expect(gatewayUrlOf(config, subdomain)).toBe(url)
})

test('a configuration is changed in its environment alone', () => {
  const bound = { kv_namespaces: [{ binding: 'KEYS' }], services: [{ binding: 'A', service: 'a' }] }
  const config = { name: 'g', ...bound, env: { staging: { name: 's', ...bound }, production: bound } }
  expect(patchConfig(config, 'staging', { ids: new Map([['KEYS', 'id']]), withoutServices: true })).toEqual({
    ...config,
    env: { staging: { name: 's', kv_namespaces: [{ binding: 'KEYS', id: 'id' }], services: [] }, production: bound },
  })
  expect(patchConfig(config, 'staging', { ids: new Map(), withoutServices: false })).toEqual(config)
})
