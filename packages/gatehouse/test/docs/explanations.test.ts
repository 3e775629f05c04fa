// Every refusal of a token has its line in README.md, where an explanation can send its reader.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROBLEMS } from '../../src/problem/problems.ts'

test('README.md has one line, with an anchor, for each code of a 401 and a 403, and for no other', () => {
  const readme = readFileSync('README.md', 'utf8')
  const anchors = Array.from(
    readme.matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` \| .+ \|$/gm),
    ([, id, code]) => `${id} ${code}`,
  )
  const refusals = Object.entries(PROBLEMS).filter(([, { status }]) => status === 401 || status === 403)
  expect(anchors.toSorted()).toEqual(refusals.map(([code]) => `${code} ${code}`).toSorted())
})
