// Counts the exchanges of one caller's token for a domain with tokens of its own, when twenty isolates serve the caller.
import { describe, expect, test } from 'vitest'
import { bearer } from '../../src/testing/system.ts'
import { all, ISOLATES, type Isolates } from './isolates.ts'

/** How often each isolate is asked. */
const ROUNDS = 10

/** Describes them. */
export function describeTokenExchanges(isolates: () => Isolates): void {
  const countExchanges = async (): Promise<number> =>
    Number((await isolates().system.control('GET', 'requests'))['/oauth/token'] ?? 0)

  describe('the token of a caller', () => {
    test('is exchanged at most once by each isolate, for two hundred requests', async () => {
      const token = await isolates().minted({ scope: 'read:statements' })
      const before = await countExchanges()
      for (let round = 0; round < ROUNDS; round++)
        expect(await isolates().everywhere(bearer(token), '/statements')).toEqual(all(200))
      expect((await countExchanges()) - before).toBeLessThanOrEqual(ISOLATES)
      const answer = await isolates().ask('gatehouse-9', '/statements', bearer(token))
      expect(await answer.json()).toEqual({
        subject: 'google-oauth2|108427319560284713905',
        actor: 'local-exchange',
        audience: 'https://statements.gatehouse.local',
        scopes: ['read:statements'],
      })
    })

    test('is exchanged for a call from a domain to another one, which never sees it', async () => {
      const token = await isolates().minted({ scope: 'read:statements' })
      const answer = await isolates().ask('gatehouse-2', '/relayed', bearer(token))
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        { actor: 'local-exchange', audience: 'https://statements.gatehouse.local' },
      ])
    })
  })
}
