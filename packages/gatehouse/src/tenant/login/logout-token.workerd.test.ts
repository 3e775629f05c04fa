// Tests the accepted signatures of a logout token: every algorithm that its key allows, and no other.
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import type { Algorithm } from '../../access/index.ts'
import { parseKeySet } from '../../access/jwks.ts'
import { importKeySet } from '../../access/live-key.ts'
import { background, NOW } from '../../testing/access/sessions.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { readLogoutToken } from './logout-token.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const SETTINGS = { issuer: 'https://login.example/realms/main', clientId: 'the-application' }

/** The key set of an issuer with one key, and a logout token by it. */
async function issue(algorithm: string, named: string, algorithms: readonly Algorithm[]) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] })
  const { keys } = await importKeySet({ keys: parseKeySet(jwks, algorithms).keys } as never, undefined, NOW)
  const ring = {
    key: async (_issuer: string, kid: string) => {
      const key = keys.get(kid)
      if (key === undefined) throw new ProblemError('token_key_unknown')
      return key
    },
  }
  const signed = await new SignJWT({ sub: 'somebody', events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: algorithm, typ: 'logout+jwt', kid: 'one' })
    .setIssuer(SETTINGS.issuer)
    .setAudience(SETTINGS.clientId)
    .setIssuedAt(NOW)
    .setExpirationTime(NOW + 60)
    .setJti('1')
    .sign(privateKey)
  const [, payload, signature] = signed.split('.')
  const header = btoa(JSON.stringify({ alg: named, typ: 'logout+jwt', kid: 'one' })).replaceAll('=', '')
  const token = named === algorithm ? signed : `${header}.${payload}.${signature}`
  return await readLogoutToken(token, SETTINGS, ring, NOW, background)
}

test.each([
  ['RS256', ['RS256', 'PS256']],
  ['PS256', ['RS256', 'PS256']],
  ['ES256', ['ES256']],
  // The application's tokens may have another algorithm than those of the API.
  ['RS256', ['PS256']],
] as const)('%s ends a session where tokens of the API are signed with %j', async (algorithm, algorithms) => {
  expect(await issue(algorithm, algorithm, algorithms)).toMatchObject({ subject: 'somebody' })
})

test.each([
  ['a key on a curve where ES256 does not count', 'ES256', 'ES256', ['RS256']],
  ['an algorithm that is not known here', 'RS512', 'RS512', ['RS256']],
  ['none', 'RS256', 'none', ['RS256']],
  ['a shared secret', 'RS256', 'HS256', ['RS256']],
  ['another algorithm than the key is for', 'ES256', 'RS256', ['RS256', 'ES256']],
] as const)('%s ends nothing', async (_title, algorithm, named, algorithms) => {
  await expect(issue(algorithm, named, algorithms)).rejects.toMatchObject({ code: 'request_invalid' })
})
