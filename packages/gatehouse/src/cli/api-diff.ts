// Says what changed in the API since a revision, records it for a release, and fails when that breaks a client.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { recordApiRelease } from '../project/api-releases.ts'
import { changesBetween } from './api-changes/changes.ts'

const DOCUMENT = 'src/generated/openapi.json'

/** Options of the command. */
export interface DiffOptions {
  readonly allow?: boolean
  readonly json?: boolean
  /** The version of a release, under which the changes are recorded. */
  readonly record?: string
}

/** Prints the changes, and sets the exit code when one of them breaks a client. */
export function printChanges(
  revision: string | undefined,
  { allow = false, json = false, record }: DiffOptions = {},
): void {
  const base = revision ?? (git(['describe', '--tags', '--abbrev=0']) ?? 'HEAD~1').trim()
  const before = git(['show', `${base}:${DOCUMENT}`])
  if (before === null) {
    console.log(json ? '[]' : `There is no ${DOCUMENT} at ${base}: nothing to compare with.`)
    return
  }
  const changes = changesBetween(JSON.parse(before), JSON.parse(readFileSync(DOCUMENT, 'utf8')))
  if (record !== undefined) recordApiRelease({ version: record, date: today(), since: base, changes })
  if (json) console.log(JSON.stringify(changes))
  else printForPeople(changes, base)
  if (!allow && changes.some(({ breaking }) => breaking)) process.exitCode = 1
}

function printForPeople(changes: ReturnType<typeof changesBetween>, base: string): void {
  for (const breaking of [true, false]) {
    const some = changes.filter((change) => change.breaking === breaking)
    if (some.length > 0) console.log(breaking ? 'Breaking:' : 'Not breaking:')
    for (const { where, what } of some) console.log(`  ${where}: ${what}`)
  }
  if (changes.length === 0) console.log(`The API is as it was at ${base}.`)
}

function today(): string {
  return new Date().toISOString().slice(0, 'yyyy-mm-dd'.length)
}

function git(args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? stdout : null
}
