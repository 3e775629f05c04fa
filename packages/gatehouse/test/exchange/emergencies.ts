// Rehearses what docs/operating.md says to do in an emergency, with twenty gateways and the local tenant: in its order, and in its time.
import { describe, expect, test, vi } from 'vitest'
import { revoke } from '../../src/cli/revoke.ts'
import { loggedIn, SAME_ORIGIN } from '../../src/testing/login-client.ts'
import { webhookSecret } from '../../src/testing/sign-webhook.ts'
import { bearer } from '../../src/testing/system.ts'
import { all, type Isolates } from './isolates.ts'

const ORGANIZATION = 'org_acme'

/** Tests of the tenant's events, and of the emergencies that most of them are for. */
export function describeEmergencies(given: () => Isolates): void {
  const tell = async (order: object): Promise<unknown> => {
    const { system } = given()
    const to = { url: `${system.url}/auth/events`, token: webhookSecret('AUTH0_EVENT_STREAM_TOKEN') }
    return (await system.control('POST', 'events', { ...to, ...order }))['status']
  }
  const run = async (options: Parameters<typeof revoke>[0]): Promise<void> => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    vi.stubEnv('REVOKE_TOKEN', given().operator)
    try {
      await revoke({ ...options, url: given().system.url })
    } finally {
      vi.unstubAllEnvs()
      said.mockRestore()
    }
  }

  describe('in an emergency', () => {
    test('a stolen token: the user is blocked at the tenant, whose event ends tokens, sessions and streams everywhere', async () => {
      const { system } = given()
      const client = await loggedIn(system, {}, 'nobody')
      const session = { ...SAME_ORIGIN, cookie: client.header }
      const { user } = (await (await client.fetch('/auth/session')).json()) as { user: { id: string } }
      const claims = { sub: user.id, scope: 'read:insights read:payments', permissions: ['read:insights'] }
      const stolen = bearer(await given().minted(claims))
      const other = bearer(await given().minted({ sub: 'auth0|not-stolen' }))
      expect(await given().everywhere(stolen)).toEqual(all(200))
      const stream = (await given().ask('gatehouse-5', '/insights/payments/live', stolen)).text()
      const startedAt = Date.now()
      expect(await tell({ type: 'user.updated', user: 'nobody@example.com', blocked: true })).toBe(204)
      await given().holdsEverywhere(stolen, 'token_revoked')
      await given().holdsEverywhere(session, 'token_revoked')
      await stream
      expect(Date.now() - startedAt).toBeLessThan(10_000)
      expect(await given().everywhere(other)).toEqual(all(200))
      await expect(loggedIn(system, {}, 'nobody')).rejects.toThrow()
      // Without event streams, the command does the same; and when all is over, the user comes back.
      await run({ subject: user.id })
      expect(await tell({ type: 'user.updated', user: 'nobody@example.com', blocked: false })).toBe(204)
      await run({ subject: user.id, undo: true })
      await given().holdsEverywhere(stolen, 200)
    })

    test('a leaked client secret: its application is revoked, and no other', async () => {
      const machine = (client: string) =>
        given().system.mint({ client: 'local-machine', claims: { azp: client, sub: `${client}@clients` } })
      const [leaked, other] = [bearer(await machine('leaked')), bearer(await machine('sound'))]
      expect(await given().everywhere(leaked)).toEqual(all(200))
      await run({ client: 'leaked' })
      await given().holdsEverywhere(leaked, 'token_revoked')
      expect(await given().everywhere(other)).toEqual(all(200))
    })

    test('a departed employee: the deleted user and the removed member are out, and the other members are not', async () => {
      const token = async (sub: string) => bearer(await given().minted({ sub, org_id: ORGANIZATION }))
      const [member, colleague] = [await token('google-oauth2|108427319560284713905'), await token('auth0|colleague')]
      const order = { user: 'reader@example.com', organization: ORGANIZATION }
      expect(await tell({ ...order, type: 'organization.member.deleted' })).toBe(204)
      await given().holdsEverywhere(member, 'token_revoked')
      const elsewhere = bearer(
        await given().minted({ sub: 'google-oauth2|108427319560284713905', org_id: 'org_other' }),
      )
      expect(await given().everywhere(elsewhere)).toEqual(all(200))
      expect(await tell({ type: 'user.deleted', user: 'reader@example.com' })).toBe(204)
      await given().holdsEverywhere(elsewhere, 'token_revoked')
      expect(await given().everywhere(colleague)).toEqual(all(200))
      await given().system.control('PATCH', 'settings', { blockedUserIds: [] })
    })
  })
}
