// The counters of the gate, the short path of a token that was verified before, and the facts of a refusal.
import { describe, expect, test } from 'vitest'
import {
  type BindingRules,
  Gate,
  guest,
  type ProblemDetails,
  recentLogin,
  scopes,
  signedBy,
  signedIn,
  stripe,
} from './index.ts'
import { makeClient, memoryOfProofs, URL_OF_REQUEST } from '../testing/access/proofs.ts'
import {
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  PLAIN,
  RecordingBackground,
  refusalOf,
  requestWith,
  SOFT_AGE_SECONDS,
  START_SECONDS,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const token = await mint(key)

function gateWith(binding: BindingRules): Gate {
  return openGate([key], binding).gate
}

function factsOf(binding: BindingRules, authorization: string | null): Promise<ProblemDetails | undefined> {
  const admitted = gateWith(binding).admit(scopes('a', 'b'), requestWith(authorization), new RecordingBackground())
  return refusalOf(admitted).then((refusal) => refusal?.facts)
}

describe('the gate counts', () => {
  test('nothing before the first token', () => {
    const { tiers, remembered, keySets } = openGate([key]).gate.inspect()
    expect({ tiers, remembered, keySets }).toEqual({
      tiers: { memory: 0, binding: 0, kv: 0, tenant: 0 },
      remembered: 0,
      keySets: [],
    })
  })

  test('good tokens by where their key came from, and how many were remembered', async () => {
    const scene = openGate([key])
    await scene.admit(token)
    await scene.admit(await mint(key, { sub: 'auth0|2' }))
    for (let again = 0; again < 3; again += 1) await scene.admit(token)
    const { tiers, remembered } = scene.gate.inspect()
    expect(tiers).toEqual({ memory: 4, binding: 0, kv: 0, tenant: 1 })
    expect(remembered).toBe(3)
  })

  test('no guest without a token, and no token that is refused', async () => {
    const scene = openGate([key])
    await scene.gate.admit(guest, requestWith(null), scene.background)
    await outcomeOf(scene.admit(await mint(key, { aud: 'https://other.example' })))
    const { tiers, remembered } = scene.gate.inspect()
    expect([...Object.values(tiers), remembered]).toEqual([0, 0, 0, 0, 0])
  })

  test('nobody but the caller of a token that it verifies for the first time, whether or not it may pass', async () => {
    const { gate, background } = openGate([key])
    const seen: string[] = []
    const admit = (token: string, scheme = 'Bearer') =>
      outcomeOf(gate.admit(scopes('a'), requestWith(`${scheme} ${token}`), background, ({ id }) => void seen.push(id)))
    expect(await admit(await mint(key, { aud: 'https://other.example' }))).toBe('token_audience')
    const refused = await mint(key, { sub: 'auth0|new', scope: 'b' })
    for (const scheme of ['Bearer', 'Bearer', 'bearer']) expect(await admit(refused, scheme)).toBe('scope_missing')
    expect(seen).toEqual(['auth0|new'])
  })

  test('how old the keys in hand are, and how long each is known', async () => {
    const scene = openGate([key])
    await scene.admit(token)
    scene.clock.advance(90)
    scene.source.keys = { [ISSUER]: [key, next] }
    await scene.gate.ring.adopt(scene.source.document())
    scene.clock.advance(30)
    expect(scene.gate.inspect().keySets).toEqual([
      {
        issuer: ISSUER,
        ageSeconds: 30,
        keys: [
          { kid: 'ours', ageSeconds: 120 },
          { kid: 'next', ageSeconds: 30 },
        ],
      },
    ])
  })
})

describe('a token that was good before', () => {
  test.each([
    ['another scheme of as many letters', `Digest ${token}`],
    ['no scheme but as many characters', `       ${token}`],
    ['the scheme in quotes', `"Beare ${token}`],
  ])('does not pass under %s', async (_, authorization) => {
    const scene = openGate([key])
    await scene.admit(token)
    const again = scene.gate.admit(signedIn, requestWith(authorization), scene.background)
    expect(await outcomeOf(again)).toBe('token_missing')
  })

  test('passes with the scheme in small letters too', async () => {
    const scene = openGate([key])
    await scene.admit(token)
    const again = await scene.gate.admit(signedIn, requestWith(`bearer ${token}`), scene.background)
    expect(again.remembered).toBe(true)
  })

  test('is refused each time where only bound ones may pass', async () => {
    const gate = gateWith({ mode: 'required', replay: null })
    for (let sent = 0; sent < 3; sent += 1) {
      const admitted = gate.admit(signedIn, requestWith(`Bearer ${token}`), new RecordingBackground())
      expect(await outcomeOf(admitted)).toBe('bound_token_required')
    }
  })

  test('is still known past the soft age, though it takes the long way', async () => {
    const scene = openGate([key])
    await scene.admit(token)
    scene.clock.advance(SOFT_AGE_SECONDS)
    expect(await scene.admit(token)).toMatchObject({ remembered: true })
    expect(scene.source.calls).toHaveLength(2)
  })
})

test('a gate lets no request pass that a signature must be verified of', async () => {
  const { gate, background } = openGate([key])
  for (const authorization of [null, `Bearer ${token}`]) {
    const admitted = gate.admit(signedBy('WEBHOOK_SECRET', stripe), requestWith(authorization), background)
    await expect(admitted).rejects.toThrow(TypeError)
  }
})

test('a gate says which other policies let a caller pass', async () => {
  const { gate, admit } = openGate([key])
  const { principal } = await admit(token)
  const policies = [signedIn, scopes('read:things'), scopes('a'), recentLogin(300), signedBy('WEBHOOK_SECRET', stripe)]
  expect(policies.map((policy) => gate.allows(policy, principal))).toEqual([true, true, false, false, false])
})

test('a verdict of this request is good only while its token is: until it expires, and its key is listed', async () => {
  const scene = openGate([key], { mode: 'allowed', replay: memoryOfProofs() })
  const client = await makeClient()
  const short = await mint(key, { exp: START_SECONDS + 120, cnf: { jkt: client.thumbprint } })
  const headers = new Headers({ authorization: `DPoP ${short}`, dpop: await client.prove(short) })
  const request = { method: 'GET', url: URL_OF_REQUEST, headers }
  const known = await scene.gate.admit(guest, request, scene.background)
  const again = () => outcomeOf(scene.gate.admit(signedIn, request, scene.background, undefined, known))
  expect(await again()).toBe('passes')
  expect(scene.gate.inspect().tiers).toMatchObject({ tenant: 1, memory: 0 })
  for (const [listed, outcome] of [
    [next, 'token_key_unknown'],
    [key, 'passes'],
  ] as const) {
    scene.clock.advance(1)
    scene.source.keys = { [ISSUER]: [listed] }
    await scene.gate.ring.adopt(scene.source.document())
    expect(await again()).toBe(outcome)
  }
  scene.clock.advance(3600)
  expect(await again()).toBe('token_expired')
})

describe('a refusal says whether proofs are taken', () => {
  test.each([
    ['where they are not', PLAIN, undefined],
    ['where they may be shown', { mode: 'allowed', replay: null }, 'allowed'],
    ['where they must be', { mode: 'required', replay: null }, 'required'],
  ] as const)('%s: without a token', async (_, binding, dpop) => {
    expect((await factsOf(binding, null))?.dpop).toBe(dpop)
  })

  test.each([
    ['two scopes', scopes('a', 'b'), ['a', 'b']],
    ['one scope', scopes('a'), ['a']],
    ['no scope', signedIn, undefined],
  ])('and which scopes to ask for where the route demands %s', async (_, policy, scope) => {
    const refusal = await refusalOf(gateWith(PLAIN).admit(policy, requestWith(null), new RecordingBackground()))
    expect(refusal?.facts).toEqual(scope === undefined ? {} : { scope })
  })

  test('beside what it says anyhow', async () => {
    const facts = await factsOf({ mode: 'allowed', replay: null }, `Bearer ${token}`)
    expect(facts).toEqual({ required: ['a', 'b'], dpop: 'allowed' })
  })

  test('and an error that is none stays as it is', async () => {
    const broken = {
      get: () => {
        throw new TypeError('headers are gone')
      },
    }
    const request = { ...requestWith(null), headers: broken }
    const admitted = gateWith({ mode: 'allowed', replay: null }).admit(signedIn, request, new RecordingBackground())
    await expect(admitted).rejects.toThrow(TypeError)
  })
})

test.each([
  ['explains refusals when it is told to, though its tenant does not', true, false, true],
  ['explains refusals when its tenant does', false, true, true],
  ['explains none else', false, false, false],
])('a gate %s', async (_, told, tenant, isExplained) => {
  const { clock, source } = openGate([key])
  source.terms = { explainRefusals: tenant }
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source, clock, observer, binding: PLAIN, explainRefusals: told })
  const background = new RecordingBackground()
  await gate.admit(signedIn, requestWith(`Bearer ${token}`), background)
  const refusal = await refusalOf(gate.admit(signedIn, requestWith(null), background))
  expect(refusal?.facts.explanation !== undefined).toBe(isExplained)
})
