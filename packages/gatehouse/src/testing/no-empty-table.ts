// Makes a table of tests without a row an error: it would always pass, because the list that it walks through was not found.
import { describe, test } from 'vitest'

type Each = (this: unknown, cases: unknown, ...rest: unknown[]) => unknown

// This runs before every file, and files share a process.
const MARK = Symbol.for('gatehouse: refuses a table without a row')

for (const api of [describe, test] as readonly { each: Each }[]) {
  if (!(MARK in api.each)) api.each = refuseEmptyTable(api.each)
}

function refuseEmptyTable(each: Each): Each {
  const refuse: Each = function refuse(cases, ...rest) {
    if (Array.isArray(cases) && cases.length === 0)
      throw new TypeError('a table of tests needs a row: the list that it walks is empty')
    return each.call(this, cases, ...rest)
  }
  return Object.assign(refuse, { [MARK]: true })
}
