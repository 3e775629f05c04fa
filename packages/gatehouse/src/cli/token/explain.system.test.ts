// Tests the explanation of `npm run token -- --decode`: by the gateway's own verifier, and never with the token itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMAND } from '../../testing/project-copy.ts'
import { explain } from './explain.ts'
import { localToken } from './local.ts'
import { trustOf } from './trust.ts'
import { mfa, type Policy, scopes } from '../../access/index.ts'
import { systemClock } from '../../http/clock.ts'
import { parseConfiguration } from '../../tenant/configuration.ts'
import { BAD_TOKENS } from '../../testing/bad-tokens.ts'
import { AUDIENCE, startTenant, type Tenant } from '../../testing/system.ts'

let tenant: Tenant
beforeAll(async () => {
  tenant = await startTenant()
})
afterAll(async () => {
  await tenant.harness.close()
})

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

async function explained(token: string, access?: Policy): Promise<string> {
  const settings = {
    AUTH0_DOMAIN: tenant.url,
    AUTH0_AUDIENCE: AUDIENCE,
    AUTH0_CLIENT_ID: 'local-app',
    AUTH0_CLAIM_NAMESPACE: 'https://gatehouse.local',
  }
  const source = trustOf(parseConfiguration(settings), systemClock)
  const route = access === undefined ? {} : { route: { name: 'GET /payments', access } }
  return await explain(token, { source, clock: systemClock, dpop: 'allowed', ...route })
}

async function run(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [COMMAND, 'token', ...args])
  let [output, errors] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, output, errors }
}

describe('an explanation', () => {
  test('shows header, claims and times in words, and never the token', async () => {
    const token = await localToken('reader', 'read:payments', tenant.url)
    const text = await explained(token)
    expect(text).toMatch(/^Header\n {2}alg {2}RS256\n/)
    expect(text).toMatch(/\n {2}exp +\d+ {2}\(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (?:1 day|23 hours 59 minutes)\)\n/)
    expect(text).toMatch(/\n {2}scope +read:payments {2}\(what was asked for and granted\)\n/)
    expect(text).toMatch(/The gateway lets it in: a person, google-oauth2\|\d+, reader@example\.com\.$/)
    for (const part of token.split('.')) expect(text).not.toContain(part)
  })

  test('says whether a route would let it in, and what it lacks', async () => {
    const token = await localToken('reader', 'read:payments', tenant.url)
    expect(await explained(token, scopes('read:payments'))).toContain('The gateway, for GET /payments, lets it in')
    expect(await explained(token, scopes('write:payments'))).toMatch(
      /refuses it with 403 scope_missing: [^\n]+\n {2}expected {2}[^\n]*write:payments[^\n]*\n {2}found {5}[^\n]*read:payments/,
    )
  })

  test('says when and how its user logged in, and what a new login needs', async () => {
    const text = await explained(await localToken('reader', 'read:payments', tenant.url), mfa(900))
    expect(text).toMatch(/\/auth_time +\d+ {2}\(\d{4}-\d\d-\d\d [^\n]+(?:now|ago)\)\n/)
    expect(text).toMatch(/\/amr +\["pwd"\] {2}\(how the user logged in\)\n/)
    expect(text).toMatch(
      /refuses it with 401 insufficient_user_authentication: [^\n]+\n {2}expected {2}a login at most 900 s ago, with acr [^\n]+\n {2}found {5}a login \d+ s ago, acr nothing, amr a list of "pwd"/,
    )
  })

  test.each(Object.entries(BAD_TOKENS))('says what the gateway says of a token with %s', async (code, order) => {
    expect(await explained(await tenant.mint(order))).toContain(`The gateway refuses it with 401 ${code}: `)
  })

  test.each([
    ['an opaque token', 'v5Xq2bK0', 'An opaque token is what Auth0 gives when no audience was asked for.'],
    ['an encrypted token', 'a.b.c.d.e', 'Five parts make an encrypted one (JWE)'],
    ['a token that was cut', 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3Mi.x', 'was it cut off, or changed?'],
    ['what no header can carry', 'a\u0000\nb', 'This is no signed JWT.'],
  ])('says of %s what it is', async (_title, token, words) => {
    const text = await explained(token)
    expect(text).toContain(words)
    expect(text).toContain('refuses it with 401 token_malformed')
  })

  test('lets no claim speak to the terminal', async () => {
    const text = await explained(
      `${encode({ alg: 'none' })}.${encode({ '\u001B[2J': '\u009B31m\u202Ered', a: ['\u0007'] })}.x`,
    )
    expect(text).toContain('\\u{1b}[2J')
    expect(text).toContain('\\u{9b}31m\\u{202e}red')
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('says that the result is unknown when the tenant does not answer', async () => {
    const token = await localToken('reader', null, tenant.url)
    const away = parseConfiguration({ AUTH0_DOMAIN: 'http://127.0.0.1:9', AUTH0_AUDIENCE: AUDIENCE })
    const source = trustOf(
      { ...away, domains: [{ issuer: `${tenant.url}/`, origin: 'http://127.0.0.1:9', discoveryUrl: null }] },
      systemClock,
    )
    expect(await explain(token, { source, clock: systemClock, dpop: 'allowed' })).toContain('503 keys_unavailable')
  })
})

describe('the command', () => {
  test('reads the token to explain from standard input, however it was copied', async () => {
    const { code, output } = await run(['--decode'], ' Authorization: Bearer "v5Xq2bK0"\n')
    expect(code).toBe(0)
    expect(output).toContain('This is no signed JWT.')
    expect(output).not.toContain('v5Xq2bK0')
  })

  test.each([
    [['--user', 'admin', '--machine'], 'a token is for a user or for a machine'],
    [['--decode', '--real'], '--decode asks nobody for a token'],
    [['--nonsense'], "unknown option '--nonsense'"],
  ])('refuses %j and says how it is used', async (args, sentence) => {
    const { code, output, errors } = await run(args)
    expect([code, output]).toEqual([1, ''])
    expect(errors).toContain(sentence)
    expect(errors).toContain('Usage: gatehouse token')
  })
})
