// Tests a tenant with two domains: each has its own keys, and a failure of one does not affect the other.
import { describe, expect, test } from 'vitest'
import { Gate, signedIn } from './index.ts'
import { ISSUER, makeKey, mint, outcomeOf, PLAIN, requestWith } from '../testing/access/support.ts'
import { configurationOf, JWKS_URL, jwksOf, openStore, type StoreScene } from '../testing/access/tenant.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const JWKS = jwksOf({ ...key.publicKey, use: 'sig', alg: 'RS256' })
const OTHER_ISSUER = 'https://login.example/'

// Two domains; the first is down.
function half(): StoreScene {
  const scene = openStore(configurationOf('tenant.example', 'login.example'))
  scene.answers.set('login.example', () => jwksOf(next.publicKey))
  return scene
}

describe('with two domains of which one is down', () => {
  test('the document has the keys of the other, and both issuers', async () => {
    const { issuers, keySets } = await half().store.trust(true)
    expect(issuers).toEqual([ISSUER, OTHER_ISSUER])
    expect(keySets.map((set) => set.issuer)).toEqual([OTHER_ISSUER])
  })

  test('a refresh for one asks both: a flood for one does not starve the other', async () => {
    const scene = half()
    await scene.store.refresh('x', OTHER_ISSUER)
    expect(scene.requests.map(({ url }) => url)).toEqual([JWKS_URL, `${OTHER_ISSUER}.well-known/jwks.json`])
  })

  test('tokens of the other pass, and those of the one that is down are no 401', async () => {
    const scene = half()
    const gate = new Gate({
      source: scene.store,
      clock: scene.clock,
      observer: { adopted: () => undefined, failed: () => undefined },
      binding: PLAIN,
    })
    const admit = (token: string) => gate.admit(signedIn, requestWith(`Bearer ${token}`), scene.background)
    expect(await outcomeOf(admit(await mint(next, { iss: OTHER_ISSUER })))).toBe('passes')
    expect(await outcomeOf(admit(await mint(key)))).toBe('keys_unavailable')
    scene.answers.set('tenant.example', () => JWKS)
    scene.clock.advance(30)
    await outcomeOf(admit(await mint(key)))
    await scene.background.finished()
    expect(await outcomeOf(admit(await mint(key)))).toBe('passes')
    expect(await outcomeOf(admit(await mint(next, { iss: OTHER_ISSUER })))).toBe('passes')
  })
})
