import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added

- Something.

## [1.0.0] - 2026-11-01

### Fixed

- Another thing.
`

test('the notes of a release are the section of its version, without its heading', () => {
  expect(changesOf(CHANGELOG, '1.1.0')).toBe('### Added\n\n- Something.\n')
  expect(changesOf(CHANGELOG, '1.0.0')).toBe('### Fixed\n\n- Another thing.\n')
})

test.each(['1.2.0', '1.1', 'Unreleased'])(
  'a version that the changelog says nothing of has no notes: %s',
  (version) => {
    expect(changesOf(CHANGELOG, version)).toBeNull()
  },
)
