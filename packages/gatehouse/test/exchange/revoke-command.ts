// Tests `gatehouse revoke` at gateways that run.
import { describe, expect, test, vi } from 'vitest'
import { revoke } from '../../src/cli/revoke.ts'
import { bearer } from '../../src/testing/system.ts'
import type { Isolates } from './isolates.ts'

/** Tests of the command at these gateways. */
export function describeCommand(given: () => Isolates): void {
  describe('gatehouse revoke', () => {
    test('revokes at a gateway and takes it back, and says what holds from when on', async () => {
      const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
      vi.stubEnv('REVOKE_TOKEN', given().operator)
      try {
        const token = await given().minted({ org_id: 'org_9', sub: 'auth0|nine' })
        const options = { organization: 'org_9', member: 'auth0|nine', url: given().system.url }
        await revoke(options)
        expect(said.mock.calls.join()).toMatch(
          /issued before 20\S+Z is refused with 401 token_revoked, in every isolate within 2 seconds/,
        )
        await given().holdsEverywhere(bearer(token), 'token_revoked')
        await revoke({ ...options, undo: true })
        await given().holdsEverywhere(bearer(token), 200)
      } finally {
        vi.unstubAllEnvs()
        said.mockRestore()
      }
    })

    test('says which permission its token lacks', async () => {
      vi.stubEnv('REVOKE_TOKEN', await given().system.mint({ user: 'nobody@example.com' }))
      try {
        await expect(revoke({ all: true, url: given().system.url })).rejects.toThrow(
          /permission_missing[^]*write:revocations/,
        )
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
}
