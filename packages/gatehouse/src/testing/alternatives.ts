// The part of the contract suite for operations that can be satisfied in several ways.
import { expect, test } from 'vitest'
import { type Access, EMAIL_CLAIM, orderFor, partsOf } from './credentials.ts'

/** The policies that an agent for itself satisfies. */
const FOR_AGENTS: readonly string[] = ['signedIn', 'agent', 'directly']

/** Describes that a token which satisfies one alternative is let in, and one that satisfies none is not. @param call sends a token */
export function describeAlternatives(
  alternatives: readonly Access[],
  call: (token: string) => Promise<{ readonly status: number }>,
  mint: (order: object) => Promise<string>,
): void {
  test.each(alternatives.map((alternative) => [JSON.stringify(alternative), alternative] as const))(
    'lets in a token that satisfies %s',
    async (_title, alternative) => {
      expect([401, 403]).not.toContain((await call(await mint(orderFor(alternative)))).status)
    },
  )

  if (alternatives.some((alternative) => partsOf(alternative).every(({ kind }) => FOR_AGENTS.includes(kind)))) return
  test('refuses a token that satisfies no alternative', async () => {
    const claims = { sub: 'agt_1', gty: null, scope: '', permissions: [], org_id: null, [EMAIL_CLAIM]: null }
    expect(await call(await mint({ claims }))).toMatchObject({ status: 403 })
  })
}
