// Pairs of documents as people write them, in OpenAPI 3.0 and 3.1: what breaks a client is called breaking, and nothing else is.
import { describe, expect, test } from 'vitest'
import { changesBetween } from './changes.ts'
import { BREAKING } from './testing/breaking-pairs.ts'
import { EQUAL } from './testing/equal-pairs.ts'
import { HARMLESS } from './testing/harmless-pairs.ts'

test('the table has pairs of both kinds, and of both versions', () => {
  expect(BREAKING.length + HARMLESS.length).toBeGreaterThan(40)
})

describe('breaks clients:', () => {
  test.each(BREAKING)('%s', (_title, before, after) => {
    expect(changesBetween(before, after).filter(({ breaking }) => breaking)).not.toEqual([])
  })
})

describe('breaks no client, but is reported:', () => {
  test.each(HARMLESS)('%s', (_title, before, after) => {
    const changes = changesBetween(before, after)
    expect(changes.filter(({ breaking }) => breaking)).toEqual([])
    expect(changes).not.toEqual([])
  })
})

describe('is no change:', () => {
  test.each(EQUAL)('%s', (_title, before, after) => {
    expect(changesBetween(before, after)).toEqual([])
    expect(changesBetween(after, before)).toEqual([])
  })
})
