// Tokens of a tenant by every way that `npm run token` knows. Against the local tenant.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { localToken } from './local.ts'
import { deviceToken, machineToken, type Request } from './real.ts'
import type { Clock } from '../../access/index.ts'
import { systemClock } from '../../http/clock.ts'
import { AUDIENCE, startTenant, type Tenant } from '../../testing/system.ts'

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

  test('is that of the machine if no user is named', async () => {
    expect(claimsOf(await localToken(null, null, tenant.url))).toMatchObject({ gty: 'client-credentials' })
  })

  test('is not given to a stranger, who learns why', async () => {
    await expect(localToken('stranger', null, tenant.url)).rejects.toThrow(
      'the local tenant has no user "stranger": it has admin, reader, nobody',
    )
    const people = { users: [{ email: 'admin@example.com', password: 'another' }] }
    await expect(localToken('admin', null, tenant.url, people)).rejects.toThrow(
      'invalid_grant (Wrong email or password.)',
    )
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
    ['for an application without the grant', {}, 'tick the grant under Applications'],
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

async function nothing(): Promise<void> {}

async function slow(): Promise<void> {
  const fault = { path: '/oauth/token', status: 429, body: { error: 'slow_down' }, times: 1 }
  await tenant.control('POST', 'faults', fault)
}

async function later(): Promise<void> {
  await tenant.control('PATCH', 'settings', { clockOffsetSeconds: 3600 })
}

async function send(path: string, fields: Record<string, string>) {
  const init = { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }
  const answer = await tenant.harness.fetch(path, init)
  return { status: answer.status, json: (await answer.json()) as Record<string, string> }
}

describe('a token by the device flow', () => {
  beforeEach(async () => {
    await tenant.control('POST', 'reset')
  })
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
    const clock = waiting(slow, () => decide('reader@example.com'))
    await deviceToken(asking(), tell, clock)
    expect(clock.waits).toEqual([5, 10])
  })

  test('is not given when the person refuses', async () => {
    await expect(
      deviceToken(
        asking(),
        tell,
        waiting(() => decide('')),
      ),
    ).rejects.toThrow('access_denied')
  })

  test('is not given without a confirmation in time', async () => {
    await expect(deviceToken(asking(), tell, waiting(nothing, later))).rejects.toThrow('nobody confirmed in time')
  })

  test('is not given to an application that may not ask, with what to do', async () => {
    const machine = { clientId: 'local-machine' }
    await expect(deviceToken(asking(machine), tell, waiting())).rejects.toThrow(
      'Device Code is for Native applications',
    )
  })

  test('is refused to a client that asks too often', async () => {
    const { json } = await send('/oauth/device/code', { client_id: 'local-app', audience: AUDIENCE })
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
    const again = { grant_type, client_id: 'local-app', device_code: json['device_code'] ?? '' }
    expect(await send('/oauth/token', again)).toMatchObject({ status: 429, json: { error: 'slow_down' } })
    const forged = { ...again, device_code: `x.${json['user_code']}` }
    expect(await send('/oauth/token', forged)).toMatchObject({ status: 403, json: { error: 'invalid_grant' } })
  })
})
