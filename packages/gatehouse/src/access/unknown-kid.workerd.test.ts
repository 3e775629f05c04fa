// Tests an unknown key id: of an unplanned rotation, or of an attacker who invents thousands.
import { describe, expect, test } from 'vitest'
import {
  AUDIENCE,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  refusalOf,
  type Scene,
  SOFT_AGE_SECONDS,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const next = await makeKey('next')
const token = await mint(key)
const nextToken = await mint(next)
const [, payload = '', signature = ''] = token.split('.')

// A token with a made-up key id; its signature is never reached.
function invented(kid: string): string {
  const header = btoa(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).replaceAll('=', '')
  return `${header.replaceAll('+', '-').replaceAll('/', '_')}.${payload}.${signature}`
}

function refreshes(scene: Scene): number {
  return scene.source.calls.filter((call) => call.startsWith('refresh')).length
}

// Shows one invented key id every 60 ms for ten minutes.
async function flood(scene: Scene): Promise<Set<string>> {
  const outcomes = new Set<string>()
  for (let i = 0; i < 10_000; i += 1) {
    outcomes.add(await outcomeOf(scene.admit(invented(crypto.randomUUID()))))
    scene.clock.advance(0.06)
  }
  return outcomes
}

/** A gate that has its keys, with the cool-down of the first refresh over. */
async function warm(): Promise<Scene> {
  const scene = openGate([key])
  await scene.admit(token)
  scene.clock.advance(30)
  return scene
}

describe('an unknown key id', () => {
  test('is asked for at its issuer once, and then refused', async () => {
    const scene = await warm()
    expect(await outcomeOf(scene.admit(invented('x')))).toBe('token_key_unknown')
    expect(scene.source.calls).toEqual(['trust', `refresh ${ISSUER} x`])
  })

  test('that was refused asks no more, while the keys stay as they are', async () => {
    const scene = await warm()
    for (let seconds = 0; seconds < SOFT_AGE_SECONDS; seconds += 10) {
      expect(await outcomeOf(scene.admit(invented('x')))).toBe('token_key_unknown')
      scene.clock.advance(10)
    }
    expect(refreshes(scene)).toBe(1)
  })

  test('of 200 requests at once costs one call', async () => {
    const scene = await warm()
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => outcomeOf(scene.admit(invented(`x${i}`)))))
    expect(new Set(outcomes)).toEqual(new Set(['token_key_unknown']))
    expect(refreshes(scene)).toBe(1)
  })

  test('is refused right after a cold start without another call', async () => {
    const scene = openGate([key])
    expect(await outcomeOf(scene.admit(invented('x')))).toBe('token_key_unknown')
    expect(scene.source.calls).toEqual(['trust'])
  })

  test('is no 401 while the source is down, because the key may exist', async () => {
    const scene = await warm()
    scene.clock.advance(60)
    scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
    const refusal = await refusalOf(scene.admit(nextToken))
    expect(refusal?.code).toBe('keys_unavailable')
    expect(refusal?.facts.retryAfterSeconds).toBe(30)
    expect(await outcomeOf(scene.admit(token))).toBe('passes')
  })

  test('refused as unavailable is asked for again, and found', async () => {
    const scene = await warm()
    scene.clock.advance(60)
    scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
    await outcomeOf(scene.admit(nextToken))
    scene.source.keys = { [ISSUER]: [key, next] }
    scene.source.answer = async () => scene.source.document()
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('does not disturb the tokens of known keys', async () => {
    const scene = await warm()
    await outcomeOf(scene.admit(invented('x')))
    expect((await scene.admit(token)).remembered).toBe(true)
  })
})

test.each([
  [60, 'token_key_unknown'],
  [61, 'keys_unavailable'],
])('by keys that are %d s old while the tenant is down it is %s', async (seconds, outcome) => {
  const scene = await warm()
  scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
  scene.clock.advance(seconds - 30)
  expect(await outcomeOf(scene.admit(invented('x')))).toBe(outcome)
})

describe('the cool-down', () => {
  test('of 30 s holds after an attempt that failed as well', async () => {
    const scene = await warm()
    scene.clock.advance(60)
    scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
    for (let second = 0; second < 30; second += 1) {
      await outcomeOf(scene.admit(invented(`x${second}`)))
      scene.clock.advance(1)
    }
    expect(refreshes(scene)).toBe(1)
    await outcomeOf(scene.admit(invented('y')))
    expect(refreshes(scene)).toBe(2)
  })

  test('is one for all issuers and for every kind of refresh', async () => {
    const other = 'https://login.example/'
    const scene = openGate({ [ISSUER]: [key], [other]: [next] })
    await scene.admit(token)
    scene.clock.advance(SOFT_AGE_SECONDS)
    await scene.admit(token)
    await scene.background.finished()
    await outcomeOf(scene.admit(invented('x')))
    await outcomeOf(scene.admit(await mint(next, { iss: other }, { kid: 'y' })))
    expect(scene.source.calls).toEqual(['trust', 'trust newest'])
  })
})

describe('a flood of 10,000 invented key ids in ten minutes', () => {
  test('costs the source at most two refreshes a minute, and each is refused', async () => {
    const scene = await warm()
    expect(await flood(scene)).toEqual(new Set(['token_key_unknown']))
    expect(scene.source.calls.length).toBeLessThanOrEqual(1 + 20)
    expect(scene.source.calls.length).toBeGreaterThanOrEqual(19)
  })

  test('costs no more when the source is down', async () => {
    const scene = await warm()
    scene.source.answer = () => Promise.reject(new Error('the tenant is down'))
    await flood(scene)
    expect(scene.source.calls.length).toBeLessThanOrEqual(1 + 20)
  })

  test('does not keep a key that comes by surprise from being found', async () => {
    const scene = await warm()
    await flood(scene)
    scene.source.keys = { [ISSUER]: [key, next] }
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })
})

describe('a key that the tenant begins to use right after it was asked', () => {
  test.each([1, 20, 29])('%d s after, is found as soon as the cool-down is over', async (seconds) => {
    const scene = openGate([key])
    await scene.admit(token)
    scene.clock.advance(seconds)
    scene.source.keys = { [ISSUER]: [next] }
    await outcomeOf(scene.admit(nextToken))
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('is not remembered as unknown by who joined a refresh that was under way', async () => {
    const scene = await warm()
    scene.clock.advance(30)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const document = scene.source.document()
    scene.source.answer = () => promise.then(() => document)
    const first = outcomeOf(scene.admit(invented('x')))
    scene.clock.advance(2)
    const joined = outcomeOf(scene.admit(nextToken))
    scene.source.keys = { [ISSUER]: [key, next] }
    resolve(undefined)
    expect([await first, await joined]).toEqual(['token_key_unknown', 'token_key_unknown'])
    scene.source.answer = async () => scene.source.document()
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })

  test('is found though the gateway answered from its own cool-down', async () => {
    const scene = await warm()
    scene.source.answer = async () => scene.source.document(25)
    await outcomeOf(scene.admit(nextToken))
    scene.source.keys = { [ISSUER]: [next] }
    scene.source.answer = async () => scene.source.document()
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(nextToken))).toBe('passes')
  })
})

describe('no source is asked on behalf of a token that could not pass anyway', () => {
  test.each<readonly [string, (token: string) => Promise<string> | string, string]>([
    ['without a signature', (shown) => shown.slice(0, shown.lastIndexOf('.') + 1), 'token_signature'],
    ['with an extension that must be understood', () => mint(next, {}, { crit: ['exp'] }), 'token_malformed'],
    ['with an unencoded payload', () => mint(next, {}, { b64: false }), 'token_malformed'],
    ['of another issuer', () => mint(next, { iss: 'https://attacker.example/' }), 'token_issuer'],
  ])('%s', async (_, spoil, outcome) => {
    const scene = await warm()
    scene.clock.advance(30)
    expect(await outcomeOf(scene.admit(await spoil(nextToken)))).toBe(outcome)
    expect(scene.source.calls).toHaveLength(1)
  })
})

test('a key id is unknown to one issuer and known to another', async () => {
  const other = 'https://login.example/'
  const scene = openGate({ [ISSUER]: [key], [other]: [next] })
  expect(await outcomeOf(scene.admit(nextToken))).toBe('token_key_unknown')
  expect(await outcomeOf(scene.admit(await mint(next, { iss: other, aud: AUDIENCE })))).toBe('passes')
})
