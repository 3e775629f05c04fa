// Tests the counts by the codes that services make up.
import { expect, test } from 'vitest'
import type { Figures } from '../figure-types.ts'
import { countRequest } from './figures.ts'

test('a code that is named like a member of every object is counted as any other', () => {
  const figures: Figures = {}
  for (const code of ['__proto__', 'constructor', 'toString', 'constructor'])
    countRequest(figures, { row: null, method: 'GET', verdict: null }, { status: 400, code, millis: 1 }, undefined)
  expect(Object.hasOwn(Object.prototype, 'refused')).toBe(false)
  const { codes, problems } = figures['gateway'] ?? {}
  expect(codes).toEqual({ other: 1, constructor: 2, toString: 1 })
  expect(Object.entries(problems ?? {}).map(([code, { refused }]) => [code, refused])).toEqual([
    ['other', 1],
    ['constructor', 2],
    ['toString', 1],
  ])
})
