import { expect, test } from 'vitest'
import { upgradeManifest } from './manifest.ts'

const OWN = { version: '1.4.0', peerDependencies: { hono: '^4.10.0', zod: '^4.5.0', vitest: '^5.0.0' } }

const manifest = (dependencies: object, devDependencies: object = {}): string =>
  `${JSON.stringify({ name: 'my-api', dependencies, devDependencies }, null, 2)}\n`

test('the package and what it shares with the project get versions that go together', () => {
  const before = manifest({ gatehouse: '^0.9.0', hono: '^3.0.0', zod: '^4.6.7' }, { vitest: '4.1.0' })
  const after = manifest({ gatehouse: '^1.4.0', hono: '^4.10.0', zod: '^4.6.7' }, { vitest: '^5.0.0' })
  expect(upgradeManifest(before, OWN)).toBe(after)
  expect(upgradeManifest(after, OWN)).toBe(after)
})

test.each(['file:../gatehouse.tgz', 'workspace:*', 'github:acme/gatehouse', '^1.4.2', '1.5.0'])(
  'a version that somebody has chosen, or that is newer, stays: %s',
  (gatehouse) => {
    const text = manifest({ gatehouse })
    expect(upgradeManifest(text, OWN)).toBe(text)
  },
)

test('what the project does not use is not added', () => {
  const text = manifest({ gatehouse: '^1.4.0' })
  expect(upgradeManifest(text, OWN)).toBe(text)
})
