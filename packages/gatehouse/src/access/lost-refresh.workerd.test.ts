// Tests a refresh whose request ended: its I/O ended too, so it never settles, and no other request may wait for it forever.
import { describe, expect, test } from 'vitest'
import { KeyRing } from './index.ts'
import {
  FakeClock,
  FakeSource,
  ISSUER,
  makeKey,
  mint,
  openGate,
  outcomeOf,
  RecordingBackground,
  type Scene,
  turn,
} from '../testing/access/support.ts'

const key = await makeKey('ours')
const token = await mint(key)

function hang(scene: Scene): void {
  scene.source.answer = () => new Promise(() => undefined)
}

function recover(scene: Scene): void {
  scene.source.answer = async () => scene.source.document()
}

describe('a refresh whose request died', () => {
  test('blocks no other request: after 7 s one of the waiting requests starts a new one for all', async () => {
    const scene = openGate([key])
    hang(scene)
    const dead = outcomeOf(scene.admit(token))
    const waiting = Array.from({ length: 20 }, () => outcomeOf(scene.admit(token)))
    await turn()
    recover(scene)
    scene.clock.advance(6.9)
    await turn()
    expect(scene.source.calls).toHaveLength(1)
    scene.clock.advance(0.1)
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['passes']))
    expect(scene.source.calls).toHaveLength(2)
    expect(await dead).toBe('keys_unavailable')
  })

  test('starts a new one at most every 7 s when that one ends too, and no request waits for more than two', async () => {
    const scene = openGate([key])
    hang(scene)
    const waiting = Array.from({ length: 20 }, () => outcomeOf(scene.admit(token)))
    for (const calls of [1, 2, 3]) {
      await turn()
      expect(scene.source.calls).toHaveLength(calls)
      scene.clock.advance(7)
    }
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['keys_unavailable']))
    expect(scene.source.calls).toHaveLength(3)
  })

  test('that answers after all does not undo what came later', async () => {
    const clock = new FakeClock()
    const source = new FakeSource(clock, { [ISSUER]: [key] })
    const ring = new KeyRing(source, clock, { adopted: () => undefined, failed: () => undefined })
    const background = new RecordingBackground()
    const old = source.document()
    const late = Promise.withResolvers<typeof old>()
    source.answer = () => late.promise
    const dead = ring.trust(background)
    const other = ring.trust(background)
    source.keys = { [ISSUER]: [] }
    source.answer = async () => source.document()
    clock.advance(7)
    expect((await other).keySets[0]?.keys).toEqual([])
    late.resolve(old)
    expect(await outcomeOf(dead)).toBe('keys_unavailable')
    expect((await ring.trust(background)).keySets[0]?.keys).toEqual([])
  })
})
