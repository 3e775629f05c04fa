// Tests revocations with twenty gateways that share one Durable Object, as the isolates of a deployment do. All of them ask every second
// here, so that a revocation reaches every one of them within two.
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest'
import { revoke } from '../../src/cli/revoke.ts'
import { loggedIn, SAME_ORIGIN } from '../../src/testing/login-client.ts'
import { bearer, linesOf, startSystem, type System } from '../../src/testing/system.ts'

const ISOLATES = 20
const NAMES = Array.from({ length: ISOLATES }, (_, index) => (index === 0 ? 'gatehouse' : `gatehouse-${index + 1}`))
const SYNC_SECONDS = 1
/** The clocks of tenant and edge may differ by this much. */
const TOLERANCE_SECONDS = 5

let system: System
let operator: string
beforeAll(async () => {
  system = await startSystem({ isolates: ISOLATES, vars: { GATEHOUSE_SYNC_SECONDS: String(SYNC_SECONDS) } })
  operator = await system.mint({
    user: 'admin@example.com',
    claims: { permissions: ['write:revocations', 'read:status'] },
  })
})
beforeEach(() => {
  onTestFailed(() => system.harness.debug())
})
afterAll(async () => {
  await system.stop()
})

type Headers = Readonly<Record<string, string>>

async function ask(name: string, path: string, headers: Headers) {
  const { pathname } = new URL(path, 'http://localhost')
  return await system.harness.getWorker(name).fetch(`http://localhost:6060${pathname}`, { headers })
}

/** What each isolate answers: the code of its problem, or its status. */
async function everywhere(headers: Headers, path = '/me'): Promise<(string | number)[]> {
  return await Promise.all(
    NAMES.map(async (name) => {
      const answer = await ask(name, path, headers)
      const text = await answer.text()
      return answer.status < 400 ? answer.status : (/"code":"(\w+)"/.exec(text)?.[1] ?? answer.status)
    }),
  )
}

const all = (answer: string | number): (string | number)[] => NAMES.map(() => answer)

async function order(body: object, token = operator) {
  return await system.fetch('/admin/revocations', {
    method: 'POST',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** Asks until every isolate gives one of these answers, for ten seconds at most, which is what the gateway promises. */
async function holdsEverywhere(headers: Headers, ...expected: (string | number)[]): Promise<void> {
  const end = Date.now() + 10_000
  for (;;) {
    const others = (await everywhere(headers)).filter((answer) => !expected.includes(answer))
    if (others.length === 0 || Date.now() > end) return expect(others).toEqual([])
  }
}

const now = (): number => Math.floor(Date.now() / 1000)
const minted = (claims: object) => system.mint({ user: 'reader@example.com', claims })

const CASES = [
  ['a subject', { subject: 'auth0|one' }, { sub: 'auth0|one' }, { sub: 'auth0|two' }],
  ['a client', { client: 'one' }, { azp: 'one' }, { azp: 'two' }],
  ['a session', { session: 's1' }, { sid: 's1' }, { sid: 's2' }],
  ['an organization', { organization: 'org_1' }, { org_id: 'org_1' }, { org_id: 'org_2' }],
  [
    'a member of an organization',
    { member: { organization: 'org_3', subject: 'auth0|three' } },
    { org_id: 'org_3', sub: 'auth0|three' },
    { org_id: 'org_3', sub: 'auth0|four' },
  ],
] as const

describe('a revocation', () => {
  test.each(CASES)(
    'of %s is refused by each of twenty isolates, and taken back by each',
    async (_what, body, claims, others) => {
      const [revoked, other] = await Promise.all([minted(claims), minted(others)])
      expect(await everywhere(bearer(revoked))).toEqual(all(200))
      const stored = await order(body)
      expect([stored.status, await stored.json()]).toMatchObject([
        200,
        { heldWithinSeconds: 2 * SYNC_SECONDS, undone: false },
      ])
      await holdsEverywhere(bearer(revoked), 'token_revoked')
      // Another one, a token that no isolate has seen, and one that is issued afterwards.
      expect(await everywhere(bearer(other))).toEqual(all(200))
      expect(await everywhere(bearer(await minted({ ...claims, scope: 'unseen' })))).toEqual(all('token_revoked'))
      expect((await order({ ...body, undo: true })).status).toBe(200)
      await holdsEverywhere(bearer(revoked), 200)
    },
  )

  test('says in the refusal what a client has to do', async () => {
    const token = await minted({ sub: 'auth0|told' })
    await order({ subject: 'auth0|told' })
    const answer = await system.fetch('/me', { headers: bearer(token) })
    expect(await answer.json()).toMatchObject({
      status: 401,
      code: 'token_revoked',
      type: expect.stringContaining('token_revoked'),
    })
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('ends the sessions of a user in each isolate, and takes their cookie away', async () => {
    const client = await loggedIn(system, {}, 'reader')
    const headers = { ...SAME_ORIGIN, cookie: client.header }
    expect(await everywhere(headers)).toEqual(all(200))
    const { user } = (await (await client.fetch('/auth/session')).json()) as { user: { id: string } }
    await order({ subject: user.id })
    await holdsEverywhere(headers, 'token_revoked')
    const answer = await client.fetch('/me')
    expect(answer.headers.getSetCookie().join()).toContain('Max-Age=0')
    await order({ subject: user.id, undo: true })
  })

  test('is what a logout is for every isolate', async () => {
    const client = await loggedIn(system, {}, 'nobody')
    const headers = { ...SAME_ORIGIN, cookie: client.header }
    expect(await everywhere(headers)).toEqual(all(200))
    await client.fetch('/auth/logout', 'POST')
    // The isolate that logged the user out knows this very session.
    await holdsEverywhere(headers, 'token_revoked', 'session_expired')
  })

  test('ends a stream that runs', async () => {
    const token = await minted({
      sub: 'auth0|watcher',
      scope: 'read:insights read:payments',
      permissions: ['read:insights'],
    })
    const answer = await ask('gatehouse-7', '/insights/payments/live', bearer(token))
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const ended = answer.text()
    await order({ subject: 'auth0|watcher' })
    const revokedAt = Date.now()
    await ended
    // By itself it ends after a minute.
    expect(Date.now() - revokedAt).toBeLessThan(10_000)
  })

  test('of everyone refuses each token that was issued before, and none that is issued afterwards', async () => {
    const before = await minted({ sub: 'auth0|old' })
    const after = await system.mint({ user: 'admin@example.com', claims: { permissions: ['write:revocations'] } })
    const stored = (await (await order({ all: true })).json()) as { issuedBefore: number }
    await holdsEverywhere(bearer(before), 'token_revoked')
    expect(await everywhere(bearer(after))).toEqual(all('token_revoked'))
    while (now() < stored.issuedBefore + TOLERANCE_SECONDS) await everywhere(bearer(before))
    operator = await system.mint({
      user: 'admin@example.com',
      claims: { permissions: ['write:revocations', 'read:status'] },
    })
    expect(await everywhere(bearer(operator))).toEqual(all(200))
    expect((await order({ all: true, undo: true })).status).toBe(200)
    await holdsEverywhere(bearer(before), 200)
  })
})

describe('an order', () => {
  test.each([
    ['that names nothing', {}, ''],
    ['that names two things', { subject: 'a', client: 'b' }, ''],
    ['with a member that is unknown', { subjects: 'a', subject: 'b' }, 'subjects'],
    ['for an empty name', { subject: '' }, 'subject'],
    ['for a name that is no text', { client: 1 }, 'client'],
    ['for a member without an organization', { member: { subject: 'a' } }, 'member.organization'],
    ['for everyone that is not sure', { all: 'yes' }, 'all'],
    ['that is taken back with something else than true', { subject: 'a', undo: 'yes' }, 'undo'],
  ])('%s is refused, with the place of the defect', async (_title, body, path) => {
    const answer = await order(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      code: 'request_invalid',
      errors: expect.arrayContaining([expect.objectContaining({ in: 'body', path })]),
    })
  })

  test('is for those with the permission alone', async () => {
    const token = await system.mint({ user: 'admin@example.com', claims: { permissions: ['read:status'] } })
    expect((await order({ all: true }, token)).status).toBe(403)
    expect(await everywhere(bearer(operator))).toEqual(all(200))
  })

  test('leaves a line in the log that names no person', async () => {
    await order({ subject: 'auth0|private' })
    const lines = linesOf(system, 'tokens_revoked')
    expect(lines.at(-1)).toContain('"kind":"subject"')
    expect(linesOf(system).join('\n')).not.toContain('auth0|private')
  })
})

test('each isolate says on its status what it knows', async () => {
  await order({ client: 'counted' })
  await holdsEverywhere(bearer(await minted({ azp: 'counted', iat: now() - 60 })), 'token_revoked')
  const answer = await ask('gatehouse-3', '/status/figures', bearer(operator))
  const { exchange } = (await answer.json()) as {
    exchange: { syncSeconds: number; isReachable: boolean; revocations: Record<string, number> }
  }
  expect(exchange).toMatchObject({ syncSeconds: SYNC_SECONDS, isReachable: true })
  expect(exchange.revocations['client']).toBeGreaterThan(0)
})

describe('gatehouse revoke', () => {
  test('revokes at a gateway and takes it back, and says what holds from when on', async () => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    vi.stubEnv('GATEHOUSE_TOKEN', operator)
    try {
      const token = await minted({ org_id: 'org_9', sub: 'auth0|nine' })
      const options = { organization: 'org_9', member: 'auth0|nine', url: system.url }
      await revoke(options)
      expect(said.mock.calls.join()).toMatch(
        /issued before 20\S+Z is refused with 401 token_revoked, in every isolate within 2 seconds/,
      )
      await holdsEverywhere(bearer(token), 'token_revoked')
      await revoke({ ...options, undo: true })
      await holdsEverywhere(bearer(token), 200)
    } finally {
      vi.unstubAllEnvs()
      said.mockRestore()
    }
  })

  test('says which permission its token lacks', async () => {
    vi.stubEnv('GATEHOUSE_TOKEN', await system.mint({ user: 'nobody@example.com' }))
    try {
      await expect(revoke({ all: true, url: system.url })).rejects.toThrow(/permission_missing[^]*write:revocations/)
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test.each([
    [{}, 'name exactly one of'],
    [{ subject: 'a', client: 'b' }, 'name exactly one of'],
    [{ member: 'a' }, '--member names a user within --organization'],
  ])('refuses %j, and asks no gateway', async (options, sentence) => {
    await expect(revoke(options)).rejects.toThrow(sentence)
  })
})

describe('the figures of all isolates', () => {
  interface Deployment {
    readonly totals: { readonly requests: number; readonly codes: Readonly<Record<string, number>> }
    readonly isolates: { readonly count: number }
  }

  async function deployment(query = ''): Promise<Deployment> {
    const answer = await system.fetch(`/status/deployment${query}`, { headers: bearer(operator) })
    expect(answer.status).toBe(200)
    return (await answer.json()) as Deployment
  }

  test('have each request of each isolate once, by service and code', async () => {
    const before = (await deployment('?service=payments')).totals.codes['token_malformed'] ?? 0
    expect(await everywhere(bearer('a.b.c'), '/payments')).toEqual(all('token_malformed'))
    const end = Date.now() + 10_000
    let [seen, isolates] = [0, 0]
    while (seen < ISOLATES && Date.now() < end) {
      await everywhere(bearer(operator))
      const { totals, isolates: reporting } = await deployment('?service=payments')
      seen = (totals.codes['token_malformed'] ?? 0) - before
      isolates = reporting.count
    }
    expect([seen, isolates]).toEqual([ISOLATES, ISOLATES])
    expect((await deployment('?range=month')).totals.requests).toBeGreaterThan(ISOLATES)
  })

  test('refuse a range that there is none of', async () => {
    const answer = await system.fetch('/status/deployment?range=year', { headers: bearer(operator) })
    expect(await answer.json()).toMatchObject({ code: 'request_invalid', errors: [{ in: 'query', path: 'range' }] })
  })

  test('are counters for Prometheus', async () => {
    const answer = await system.fetch('/metrics', { headers: bearer(operator) })
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(await answer.text()).toMatch(/^gatehouse_isolates 20$/m)
  })
})
