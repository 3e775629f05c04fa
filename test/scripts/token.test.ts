// Tokens of a tenant by every way that `npm run token` knows, and what --decode says of them. Against the local tenant.
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explain } from '../../scripts/token/explain.ts'
import { localToken } from '../../scripts/token/local.ts'
import { deviceToken, machineToken, type Request } from '../../scripts/token/real.ts'
import { trustOf } from '../../scripts/token/trust.ts'
import { type Clock, scopes } from '../../src/access/index.ts'
import { systemClock } from '../../src/http/clock.ts'
import { parseConfiguration } from '../../src/tenant/configuration.ts'
import { BAD_TOKENS } from '../system/bad-tokens.ts'
import { AUDIENCE, startTenant, type Tenant } from '../system/system.ts'

let tenant: Tenant
beforeAll(async () => {
  tenant = await startTenant()
})
afterAll(async () => {
  await tenant.harness.close()
})

const APP = { clientId: 'local-app', clientSecret: 'local-app-secret' }
const asking = (request: Partial<Request> = {}): Request => {
  return { origin: tenant.url, ...APP, audience: AUDIENCE, scope: 'read:payments', ...request }
}
function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

describe('a token of the local tenant', () => {
  test('is that of the person who was named', async () => {
    expect(claimsOf(await localToken('reader', 'read:payments', tenant.url))).toMatchObject({
      sub: expect.stringMatching(/^google-oauth2\|/),
      scope: 'read:payments',
    })
  })

  test('is that of the machine when nobody was', async () => {
    expect(claimsOf(await localToken(null, null, tenant.url))).toMatchObject({ gty: 'client-credentials' })
  })

  test('is not given to a stranger, who is told why', async () => {
    await expect(localToken('stranger', null, tenant.url)).rejects.toThrow('invalid_grant (Wrong email or password.)')
  })

  test('of a tenant that does not run says how to start it', async () => {
    await expect(localToken('admin', null, 'http://127.0.0.1:9')).rejects.toThrow('start it with `npm run dev`')
  })
})

describe('a token by client credentials', () => {
  test('is a machine’s', async () => {
    const token = await machineToken(asking({ clientId: 'local-machine', clientSecret: 'local-machine-secret' }))
    expect(claimsOf(token)).toMatchObject({ sub: 'local-machine@clients', scope: 'read:payments' })
  })

  test.each<readonly [string, Partial<Request>, string]>([
    ['without a secret', { clientSecret: null }, 'a machine needs a secret'],
    ['for an application without the grant', {}, 'switch on the grant in the dashboard'],
    ['for an application that nobody knows', { clientId: 'nobody' }, 'check AUTH0_CLIENT_ID'],
  ])('is refused %s, with what to do', async (_title, request, remedy) => {
    await expect(machineToken(asking(request))).rejects.toThrow(remedy)
  })
})

/** A clock whose waits move the tenant's, and who acts during them: what happens in each wait, in order. */
function waiting(...acts: readonly (() => Promise<unknown>)[]): Clock & { readonly waits: number[] } {
  const waits: number[] = []
  let offset = 0
  return {
    waits,
    now: () => systemClock.now(),
    sleep: async (millis) => {
      const act = acts[waits.length]
      waits.push(millis / 1000)
      offset += millis / 1000
      await tenant.control('PATCH', 'settings', { clockOffsetSeconds: offset })
      await act?.()
    },
  }
}

describe('a token by the device flow', () => {
  const nothing = async (): Promise<void> => undefined
  let shown = ''
  const tell = (text: string): void => {
    shown = text
  }
  const address = (): URL => new URL(/Open (\S+)/.exec(shown)?.[1] ?? '')
  const decide = async (user: string): Promise<void> => {
    const page = await tenant.harness.fetch(address().href)
    expect(await page.text()).toContain(/code (\S+)/.exec(shown)?.[1])
    const answer = await tenant.harness.fetch(address().href, {
      method: 'POST',
      body: new URLSearchParams({ user }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer.status).toBe(200)
  }

  test('is that of the person who confirms the code that is shown, once they have', async () => {
    const clock = waiting(nothing, () => decide('reader@example.com'))
    const token = await deviceToken(asking(), tell, clock)
    expect(clock.waits).toEqual([5, 5])
    expect(claimsOf(token)).toMatchObject({ scope: 'read:payments', azp: 'local-app', aud: AUDIENCE })
    expect((await tenant.harness.fetch(address().href)).status).toBe(400)
  })

  test('is asked for less often when the tenant says so', async () => {
    const slow = async (): Promise<void> => {
      const fault = { path: '/oauth/token', status: 429, body: { error: 'slow_down' }, times: 1 }
      await tenant.control('POST', 'faults', fault)
    }
    const clock = waiting(slow, () => decide('reader@example.com'))
    await deviceToken(asking(), tell, clock)
    expect(clock.waits).toEqual([5, 10])
  })

  test('is not given when somebody says no', async () => {
    await expect(
      deviceToken(
        asking(),
        tell,
        waiting(() => decide('')),
      ),
    ).rejects.toThrow('access_denied')
  })

  test('is not given when nobody confirms in time', async () => {
    const later = async (): Promise<void> => {
      await tenant.control('PATCH', 'settings', { clockOffsetSeconds: 3600 })
    }
    await expect(deviceToken(asking(), tell, waiting(nothing, later))).rejects.toThrow('nobody confirmed in time')
    await tenant.control('POST', 'reset')
  })

  test('is not given to an application that may not ask, with what to do', async () => {
    const machine = { clientId: 'local-machine' }
    await expect(deviceToken(asking(machine), tell, waiting())).rejects.toThrow(
      'Device Code is for Native applications',
    )
  })

  test('is refused to whoever asks too often', async () => {
    const send = async (path: string, fields: Record<string, string>) => {
      const init = { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }
      const answer = await tenant.harness.fetch(path, init)
      return { status: answer.status, json: (await answer.json()) as Record<string, string> }
    }
    const { json } = await send('/oauth/device/code', { client_id: 'local-app', audience: AUDIENCE })
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
    const again = { grant_type, client_id: 'local-app', device_code: json['device_code'] ?? '' }
    expect(await send('/oauth/token', again)).toMatchObject({ status: 429, json: { error: 'slow_down' } })
    const forged = { ...again, device_code: `x.${json['user_code']}` }
    expect(await send('/oauth/token', forged)).toMatchObject({ status: 403, json: { error: 'invalid_grant' } })
  })
})

describe('an explanation', () => {
  const explained = async (token: string, access?: Parameters<typeof scopes>): Promise<string> => {
    const settings = {
      AUTH0_DOMAIN: tenant.url,
      AUTH0_AUDIENCE: AUDIENCE,
      AUTH0_CLIENT_ID: 'local-app',
      AUTH0_CLAIM_NAMESPACE: 'https://gatehouse.local',
    }
    const source = trustOf(parseConfiguration(settings), systemClock)
    const route = access === undefined ? {} : { route: { name: 'GET /payments', access: scopes(...access) } }
    return await explain(token, { source, clock: systemClock, ...route })
  }

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
    expect(await explained(token, ['read:payments'])).toContain('The gateway, for GET /payments, lets it in')
    expect(await explained(token, ['write:payments'])).toMatch(
      /refuses it with 403 scope_missing: .* Needed: write:payments\.$/,
    )
  })

  test.each(Object.entries(BAD_TOKENS))('says what the gateway says of a token with %s', async (code, order) => {
    expect(await explained(await tenant.mint(order))).toContain(`The gateway refuses it with 401 ${code}: `)
  })

  test.each([
    ['an opaque token', 'v5Xq2bK0', 'An opaque token is what Auth0 gives when no audience was asked for.'],
    ['an encrypted token', 'a.b.c.d.e', 'Five parts make an encrypted one (JWE)'],
    ['a token that was cut', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3Mi.x', 'was it cut off, or changed?'],
    ['what no header can carry', 'a\u0000\nb', 'This is no signed JWT.'],
  ])('says of %s what it is', async (_title, token, words) => {
    const text = await explained(token)
    expect(text).toContain(words)
    expect(text).toContain('refuses it with 401 token_malformed')
  })

  test('lets no claim speak to the terminal', async () => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = await explained(
      `${encode({ alg: 'none' })}.${encode({ '\u001B[2J': '\u009B31m\u202Ered', a: ['\u0007'] })}.x`,
    )
    expect(text).toContain('\\u{1b}[2J')
    expect(text).toContain('\\u{9b}31m\\u{202e}red')
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/)
  })

  test('says that nobody can tell when the tenant is away', async () => {
    const token = await localToken('reader', null, tenant.url)
    const away = parseConfiguration({ AUTH0_DOMAIN: 'http://127.0.0.1:9', AUTH0_AUDIENCE: AUDIENCE })
    const source = trustOf(
      { ...away, domains: [{ issuer: `${tenant.url}/`, origin: 'http://127.0.0.1:9' }] },
      systemClock,
    )
    expect(await explain(token, { source, clock: systemClock })).toContain('503 keys_unavailable')
  })
})

describe('the command', () => {
  const run = async (args: readonly string[], input = '') => {
    const child = spawn(process.execPath, ['scripts/token.ts', ...args])
    let [output, errors] = ['', '']
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
    child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()))
    child.stdin.end(input)
    const [code] = (await once(child, 'close')) as [number]
    return { code, output, errors }
  }

  test('reads the token to explain from standard input, however it was copied', async () => {
    const { code, output } = await run(['--decode'], ' Authorization: Bearer "v5Xq2bK0"\n')
    expect(code).toBe(0)
    expect(output).toContain('This is no signed JWT.')
    expect(output).not.toContain('v5Xq2bK0')
  })

  test.each([
    [['--user', 'admin', '--machine'], 'a token is for a user or for a machine'],
    [['--scope', 'a', '--for', '/payments'], 'scopes come from --scope or from --for'],
    [['--decode', '--real'], '--decode asks nobody for a token'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['eyJ'], 'only --decode takes a token'],
  ])('refuses %j and says how it is used', async (args, sentence) => {
    const { code, output, errors } = await run(args)
    expect([code, output]).toEqual([1, ''])
    expect(errors).toContain(sentence)
    expect(errors).toContain('usage: npm run -s token')
  })
})
