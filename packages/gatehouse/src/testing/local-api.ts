// The API of the local tenant: its identifier, and the header that its tokens go in.
import { DEFAULT_AUDIENCE } from '../config/defaults.ts'

/**
 * The identifier of the local tenant's API, which its tokens name in `aud`, where the project does not say otherwise.
 *
 * @example
 * import { AUDIENCE, withSystem } from 'gatehouse/testing'
 * import { decodeJwt } from 'jose'
 * import { expect, test } from 'vitest'
 *
 * test('a token is for the API of the local tenant', async () => {
 *   await withSystem({}, async (system) => {
 *     expect(decodeJwt(await system.token({ user: 'reader' })).aud).toContain(AUDIENCE)
 *   })
 * })
 */
export const AUDIENCE = DEFAULT_AUDIENCE

/**
 * Returns the header that carries an access token (RFC 6750 §2.1).
 *
 * @example
 * import { bearer, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('the caller is who the token says', async () => {
 *   const token = await system().token({ user: 'reader' })
 *   expect((await system().fetch('/me', { headers: bearer(token) })).status).toBe(200)
 * })
 */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
