// Tests how a value of a client is quoted: where it is cut, and what counts as a token.
import { expect, test } from 'vitest'
import { quote, quoteAll } from './quote.ts'

test('a text is cut after 80 characters, and then says so', () => {
  expect(quote('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`)
  expect(quote('x'.repeat(81))).toBe(`"${'x'.repeat(80)}…"`)
})

test('eight of several are listed, and how many more there are', () => {
  const listed = Array.from({ length: 8 }, () => '"x"').join(', ')
  const lists = [0, 1, 8, 9].map((length) => quoteAll(Array.from({ length }, () => 'x')))
  expect(lists).toEqual(['none', '"x"', listed, `${listed} and 1 more`])
})

test.each(['eyJhbGciOiJSUzI1NiJ9.e30.AAAA', 'eyJh.b', 'x eyJh.b', 'eyJh eyJi.-', 'eyJeyJ.a'])(
  '%j holds a token and is not quoted',
  (value) => {
    expect(quote(value)).toBe('a token')
  },
)

test.each(['eyJust a word', 'eyJa .b', 'eyJa..b', 'eyJa.', 'eyJ', 'EYJa.b', 'a.b.c'])(
  '%j holds none and is quoted',
  (value) => {
    expect(quote(value)).toBe(`"${value}"`)
  },
)
