// Every problem has its section in docs/errors.md and at /docs/errors, where its document and README lead a reader.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorsPage } from '../../src/console/errors-page.ts'
import { renderPage } from '../../src/console/frame.ts'
import { documentationOf, PROBLEMS, type ProblemCode } from '../../src/problem/problems.ts'
import { problemsByStatus } from '../../src/problem/problems-by-status.ts'

const CODES = Object.keys(PROBLEMS) as ProblemCode[]

test('docs/errors.md has one section for each code, and for no other', () => {
  const sections = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^## (\w+)$/gm)].map(([, code]) => code)
  expect(sections.toSorted()).toEqual(CODES.toSorted())
})

test('the page of errors has one section for each code, and the address of its documentation leads there', async () => {
  const ids = [...(await renderPage(errorsPage())).matchAll(/<section id="(\w+)"/g)].map(([, id]) => id)
  expect(ids.toSorted()).toEqual(CODES.toSorted())
  for (const code of CODES) expect(documentationOf(code)).toBe(`/docs/errors#${code}`)
})

test.each(problemsByStatus().flatMap(({ problems }) => problems))(
  '%s has texts in whole sentences, with its code in pairs of backticks',
  (_, row) => {
    for (const text of [row.detail, row.why, row.remedy]) {
      expect(text).toMatch(/^[A-Z`].*\.$/s)
      expect(text.split('`').length % 2).toBe(1)
    }
  },
)
