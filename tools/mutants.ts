// Breaks the token verifier and the key store in one small way after the other, and tells which of these mutants no test of the
// access ring notices. Not Stryker, because its Vitest runner can't choose one of several `projects` and runs in no pool but its
// own. Nothing in the work tree changes. `--only token.ts` takes the mutants of the files whose path ends so.
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { BY_HAND } from './mutants/by-hand.ts'
import { MutantPool, measure } from './mutants/mutant-pool.ts'
import { apply, type Mutant, mutantsOf } from './mutants/mutant.ts'
import { serve } from './mutants/runner.ts'
import { closeSandbox, compiles, openSandbox, readSources, testFiles } from './mutants/sandbox.ts'
import { SURVIVORS } from './mutants/survivors.ts'

/** How many mutants are tried at the same time. */
const LABORATORIES = 2

const { values } = parseArgs({ options: { only: { type: 'string' }, runner: { type: 'string' } } })
if (values.runner === undefined) exit(await main(values.only ?? ''))
else await serve(values.runner)

async function main(only: string): Promise<number> {
  const root = openSandbox()
  try {
    const sources = [...readSources(root)].filter(([file]) => file.endsWith(only))
    const mutants = sources.flatMap(([file, source]) => [...mutantsOf(file, source), ...handMade(file, source)])
    if (mutants.length === 0) throw new Error(`nothing to break in a file named ${only}`)
    const survivors = await survivorsOf(mutants, root)
    return report(
      mutants,
      survivors,
      SURVIVORS.filter(({ file }) => file.endsWith(only)),
    )
  } finally {
    closeSandbox(root)
  }
}

function handMade(file: string, source: string): Mutant[] {
  return BY_HAND.filter((mutant) => mutant.file === file).map(({ from, to }) => {
    const [before = '', ...others] = source.split(from)
    if (others.length !== 1) throw new Error(`${file} holds this ${others.length} times: ${from}`)
    return apply(file, source, { start: before.length, end: before.length + from.length, text: to })
  })
}

/** The mutants that neither a test nor the compiler notices. */
async function survivorsOf(mutants: readonly Mutant[], root: string): Promise<Mutant[]> {
  const tests = await measure(root, testFiles(root))
  const pools = Array.from({ length: LABORATORIES }, () => new MutantPool(root, tests))
  const unnoticed = new Set<Mutant>()
  const queue = mutants.values()
  try {
    await Promise.all(
      pools.map(async (pool) => {
        for (const mutant of queue) if (!(await pool.notices(mutant))) unnoticed.add(mutant)
      }),
    )
  } finally {
    for (const pool of pools) pool.end()
  }
  return mutants.filter((mutant) => unnoticed.has(mutant) && compiles(root, mutant))
}

function report(mutants: readonly Mutant[], survivors: readonly Mutant[], explained: typeof SURVIVORS): number {
  const missed = survivors.filter((mutant) => !explained.some((survivor) => isSame(survivor, mutant)))
  const stale = explained.filter((survivor) => !survivors.some((mutant) => isSame(survivor, mutant)))
  for (const { file, line, was, becomes } of missed) console.log(`survived: ${file}:${line}  ${was}  →  ${becomes}`)
  for (const { file, was, becomes } of stale) console.log(`no survivor any more: ${file}  ${was}  →  ${becomes}`)
  const killed = mutants.length - survivors.length
  const percent = ((100 * killed) / mutants.length).toFixed(1)
  const unseen = survivors.length - missed.length
  console.log(
    `score: ${killed} of ${mutants.length} killed (${percent} %); ${unseen} survivors explained, ${missed.length} not`,
  )
  return missed.length + stale.length === 0 ? 0 : 1
}

function isSame(one: Pick<Mutant, 'file' | 'was' | 'becomes'>, other: Mutant): boolean {
  return one.file === other.file && one.was === other.was && one.becomes === other.becomes
}
