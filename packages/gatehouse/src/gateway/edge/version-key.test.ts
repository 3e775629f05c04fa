// Tests the key that keeps a caller on one version of a service.
import { expect, test } from 'vitest'
import type { Principal } from '../../access/index.ts'
import { SubjectHash } from './subject-hash.ts'
import { VERSION_KEY_HEADER } from '../../http/header-names.ts'
import { versionKeyOf } from './version-key.ts'
import { identifyRequest } from './request-identity.ts'
import { sanitizeRequest } from './sanitize-request.ts'

const principal = (id: string): Principal => ({
  id,
  kind: 'user',
  permissions: [],
  scopes: [],
  email: null,
  clientId: null,
  organization: null,
  provider: null,
  profile: {},
  claims: {},
})
const subjects = new SubjectHash('salt')
const request = (headers: Record<string, string> = {}): Request =>
  new Request('https://api.example/payments', { headers })
const complaints: string[] = []
const keyOf = (mode: unknown) => versionKeyOf(mode, subjects, () => complaints.push(String(mode)))

test('is the same for every request of a subject, another for another, and not the subject', async () => {
  const give = keyOf('on')
  if (give === undefined) throw new Error('nothing gives a key')
  const keys = await Promise.all(
    [principal('auth0|ada'), principal('auth0|ada'), principal('auth0|bob')].map(async (caller) =>
      (await give(request(), caller)).headers.get(VERSION_KEY_HEADER),
    ),
  )
  expect(keys[0]).toMatch(/^[0-9a-f]{24}$/)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('is never what the client sends', () => {
  const sent = request({ [VERSION_KEY_HEADER]: 'mine', 'cloudflare-workers-version-overrides': 'x="y"' })
  const travelling = sanitizeRequest(sent, identifyRequest(sent, false))
  expect([...travelling.headers.keys()]).toEqual(['x-request-id'])
})

test('is not set for a caller without an identity, and then nothing is copied', async () => {
  const sent = request()
  expect(await keyOf('on')?.(sent, principal(''))).toBe(sent)
})

test('is absent unless it is switched on, and an invalid value is logged', () => {
  expect([undefined, '', 'off', 'true'].map(keyOf)).toEqual([undefined, undefined, undefined, undefined])
  expect(complaints).toEqual(['true'])
})
