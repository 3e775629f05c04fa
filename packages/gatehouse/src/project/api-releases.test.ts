// Tests the record of the releases of an API.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readApiReleases, recordApiRelease } from './api-releases.ts'

const folder = mkdtempSync(join(tmpdir(), 'releases-'))
mkdirSync(join(folder, 'src'))
afterAll(() => rmSync(folder, { recursive: true }))

const release = (version: string, what: string) => ({
  version,
  date: '2026-11-30',
  since: 'v1.0.0',
  changes: [{ breaking: true, where: 'GET /things', what }],
})

test('releases are recorded, the newest first, and one that is recorded again takes its own place', () => {
  expect(readApiReleases(folder)).toEqual([])
  for (const [version, what] of [
    ['1.1.0', 'a'],
    ['1.2.0', 'b'],
    ['1.2.0', 'c'],
  ] as const)
    recordApiRelease(release(version, what), folder)
  expect(readApiReleases(folder)).toEqual([release('1.2.0', 'c'), release('1.1.0', 'a')])
})

test.each(['{', '{}', '[{"version":"1.0.0"}]', '[{"version":"1","date":"","since":"","changes":[{"what":1}]}]'])(
  'a file with %s is refused with its remedy',
  (text) => {
    writeFileSync(join(folder, 'src/api-releases.json'), text)
    expect(() => readApiReleases(folder)).toThrow(/src\/api-releases\.json is not .+: restore it from Git/)
  },
)
