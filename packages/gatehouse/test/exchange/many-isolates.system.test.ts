// Tests revocations with twenty gateways that share one Durable Object, as the isolates of a deployment do.
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { loggedIn, SAME_ORIGIN } from '../../src/testing/login-client.ts'
import { bearer, linesOf } from '../../src/testing/system.ts'
import { describeEmergencies } from './emergencies.ts'
import { describeFigures } from './isolate-figures.ts'
import { all, betweenRounds, Isolates, SYNC_SECONDS } from './isolates.ts'
import { describeCommand } from './revoke-command.ts'
import { describeTokenExchanges } from './token-exchanges.ts'

/** The clocks of tenant and edge may differ by this much. */
const TOLERANCE_SECONDS = 5

let isolates: Isolates
beforeAll(async () => {
  isolates = await Isolates.start()
})
beforeEach(() => {
  onTestFailed(() => isolates.system.harness.debug())
})
afterAll(async () => {
  await isolates.system.stop()
})

const now = (): number => Math.floor(Date.now() / 1000)

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
      const [revoked, other] = await Promise.all([isolates.minted(claims), isolates.minted(others)])
      expect(await isolates.everywhere(bearer(revoked))).toEqual(all(200))
      const stored = await isolates.order(body)
      expect([stored.status, await stored.json()]).toMatchObject([
        200,
        { heldWithinSeconds: 2 * SYNC_SECONDS, undone: false },
      ])
      await isolates.holdsEverywhere(bearer(revoked), 'token_revoked')
      // Another one, a token that no isolate has seen, and one that is issued afterwards.
      expect(await isolates.everywhere(bearer(other))).toEqual(all(200))
      // On a slow machine now is more than the tolerance after the revocation.
      const unseen = await isolates.minted({ ...claims, scope: 'unseen', iat: now() - 60 })
      expect(await isolates.everywhere(bearer(unseen))).toEqual(all('token_revoked'))
      expect((await isolates.order({ ...body, undo: true })).status).toBe(200)
      await isolates.holdsEverywhere(bearer(revoked), 200)
    },
  )

  test('says in the refusal what a client has to do', async () => {
    const token = await isolates.minted({ sub: 'auth0|told' })
    await isolates.order({ subject: 'auth0|told' })
    const answer = await isolates.system.fetch('/me', { headers: bearer(token) })
    expect(await answer.json()).toMatchObject({
      status: 401,
      code: 'token_revoked',
      type: expect.stringContaining('token_revoked'),
    })
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('ends the sessions of a user in each isolate, and takes their cookie away', async () => {
    const client = await loggedIn(isolates.system, {}, 'reader')
    const headers = { ...SAME_ORIGIN, cookie: client.header }
    expect(await isolates.everywhere(headers)).toEqual(all(200))
    const { user } = (await (await client.fetch('/auth/session')).json()) as { user: { id: string } }
    await isolates.order({ subject: user.id })
    await isolates.holdsEverywhere(headers, 'token_revoked')
    const answer = await client.fetch('/me')
    expect(answer.headers.getSetCookie().join()).toContain('Max-Age=0')
    await isolates.order({ subject: user.id, undo: true })
  })

  test('is what a logout is for every isolate', async () => {
    const client = await loggedIn(isolates.system, {}, 'nobody')
    const headers = { ...SAME_ORIGIN, cookie: client.header }
    expect(await isolates.everywhere(headers)).toEqual(all(200))
    await client.fetch('/auth/logout', 'POST')
    // The isolate that logged the user out knows this very session.
    await isolates.holdsEverywhere(headers, 'token_revoked', 'session_expired')
  })

  test('ends a stream that runs', async () => {
    const token = await isolates.minted({
      sub: 'auth0|watcher',
      scope: 'read:insights read:payments',
      permissions: ['read:insights'],
    })
    const answer = await isolates.ask('gatehouse-7', '/insights/payments/live', bearer(token))
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const ended = answer.text()
    await isolates.order({ subject: 'auth0|watcher' })
    const revokedAt = Date.now()
    await ended
    // By itself it ends after a minute.
    expect(Date.now() - revokedAt).toBeLessThan(10_000)
  })

  test('of everyone refuses each token that was issued before, and none that is issued afterwards', async () => {
    const before = await isolates.minted({ sub: 'auth0|old' })
    const after = await isolates.system.mint({
      user: 'admin@example.com',
      claims: { permissions: ['write:revocations'] },
    })
    const stored = (await (await isolates.order({ all: true })).json()) as { issuedBefore: number }
    await isolates.holdsEverywhere(bearer(before), 'token_revoked')
    expect(await isolates.everywhere(bearer(after))).toEqual(all('token_revoked'))
    while (now() < stored.issuedBefore + TOLERANCE_SECONDS) await betweenRounds()
    await isolates.renewOperator()
    expect(await isolates.everywhere(bearer(isolates.operator))).toEqual(all(200))
    expect((await isolates.order({ all: true, undo: true })).status).toBe(200)
    await isolates.holdsEverywhere(bearer(before), 200)
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
    const answer = await isolates.order(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      code: 'request_invalid',
      errors: expect.arrayContaining([expect.objectContaining({ in: 'body', path })]),
    })
  })

  test('is for those with the permission alone', async () => {
    const token = await isolates.system.mint({ user: 'admin@example.com', claims: { permissions: ['read:status'] } })
    expect((await isolates.order({ all: true }, token)).status).toBe(403)
    expect(await isolates.everywhere(bearer(isolates.operator))).toEqual(all(200))
  })

  test('leaves a line in the log that names no person', async () => {
    await isolates.order({ subject: 'auth0|private' })
    const lines = linesOf(isolates.system, 'tokens_revoked')
    expect(lines.at(-1)).toContain('"kind":"subject"')
    expect(linesOf(isolates.system).join('\n')).not.toContain('auth0|private')
  })
})

test('each isolate says on its status what it knows', async () => {
  await isolates.order({ client: 'counted' })
  await isolates.holdsEverywhere(bearer(await isolates.minted({ azp: 'counted', iat: now() - 60 })), 'token_revoked')
  const answer = await isolates.ask('gatehouse-3', '/status/figures', bearer(isolates.operator))
  const { exchange } = (await answer.json()) as {
    exchange: { syncSeconds: number; isReachable: boolean; revocations: Record<string, number> }
  }
  expect(exchange).toMatchObject({ syncSeconds: SYNC_SECONDS, isReachable: true })
  expect(exchange.revocations['client']).toBeGreaterThan(0)
})

describeCommand(() => isolates)
describeTokenExchanges(() => isolates)
describeFigures(() => isolates)
describeEmergencies(() => isolates)
