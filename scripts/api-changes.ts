// Says what changed in the API since a revision, and fails when that breaks a client: `npm run api:changes [-- BASE] [--allow]`.
// BASE is the last tag unless it says otherwise, or the commit before this one where there is no tag.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { changesBetween } from './api-changes/changes.ts'

const DOCUMENT = 'src/gateway/generated/openapi.json'

const { values, positionals } = parseArgs({
  options: { allow: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const base = positionals[0] ?? (git(['describe', '--tags', '--abbrev=0']) ?? 'HEAD~1').trim()
const before = git(['show', `${base}:${DOCUMENT}`])
if (before === null) {
  console.log(`There is no ${DOCUMENT} at ${base}: nothing to compare with.`)
  exit(0)
}
const changes = changesBetween(JSON.parse(before), JSON.parse(readFileSync(DOCUMENT, 'utf8')))
for (const breaking of [true, false]) {
  const some = changes.filter((change) => change.breaking === breaking)
  if (some.length > 0) console.log(breaking ? 'Breaking:' : 'Not breaking:')
  for (const { where, what } of some) console.log(`  ${where}: ${what}`)
}
if (changes.length === 0) console.log(`The API is as it was at ${base}.`)
if (!values.allow && changes.some(({ breaking }) => breaking)) exit(1)

function git(args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? stdout : null
}
