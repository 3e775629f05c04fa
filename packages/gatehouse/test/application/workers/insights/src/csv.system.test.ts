// Tables: what a reader of RFC 4180 gets back, and what a spreadsheet must not get.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test.each([
  ['plain text as it is', ['Two tickets', 'b'], 'Two tickets,b\r\n'],
  ['a comma in quotes', ['a,b'], '"a,b"\r\n'],
  ['a quote doubled, in quotes', ['12" vinyl'], '"12"" vinyl"\r\n'],
  ['a line break in quotes', ['a\nb', 'c\rd'], '"a\nb","c\rd"\r\n'],
  ['nothing as an empty field', [null, '', null], ',,\r\n'],
  ['a number as it is, also a negative one', [1250, -1], '1250,-1\r\n'],
])('a line has %s', (_title, fields, line) => {
  expect(csvLine(fields)).toBe(line)
})

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['=HYPERLINK("https://x.example","y")', `"'=HYPERLINK(""https://x.example"",""y"")"`],
])('a text that a spreadsheet would take for a formula has an apostrophe in front: %j', (text, field) => {
  expect(csvLine([text])).toBe(`${field}\r\n`)
})

test('a text with such a character elsewhere is as it was', () => {
  expect(csvLine(['a=b', ' =1', 'x@example.com', "'=1"])).toBe("a=b, =1,x@example.com,'=1\r\n")
})

// A reader of RFC 4180 §2 in one expression: a quoted field with doubled quotes, or one without any.
const FIELD = /,(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|$)/gy

function read(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true)
  const fields = `,${line.slice(0, -2)}`.matchAll(FIELD)
  return Array.from(fields, ([, quoted, bare = '']) => (quoted === undefined ? bare : quoted.replaceAll('""', '"')))
}

test('whatever the texts are, a reader gets them back, and none that begins as a formula does', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ',', '"', '\r', '\n', '\t', '=', '+', '-', '@', "'", ' ', 'é'),
  })
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (texts) => {
      const found = read(csvLine(texts))
      expect(found.map((field, index) => (field === texts[index] ? field : field.slice(1)))).toEqual(texts)
      for (const field of found) expect('=+-@\t\r'.includes(field.at(0) ?? 'a')).toBe(false)
    }),
  )
})
