// Breaks the token verifier and the key store in one small way after the other, and says which of these mutants no test beside them
// notices. Not Stryker, because its Vitest runner can't choose one of several `projects` and runs in no pool but its own. Nothing in
// the work tree changes. `--only token.ts` takes the mutants of the files whose path ends so, `--sample 50` so many, evenly spread.
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { handMadeMutantsOf } from './mutants/by-hand.ts'
import { MutantPool, measure } from './mutants/mutant-pool.ts'
import { type Mutant, mutantsOf } from './mutants/mutant.ts'
import { serve } from './mutants/runner.ts'
import { closeSandbox, compiles, openSandbox, readSources, testFiles } from './mutants/sandbox.ts'
import { SURVIVORS } from './mutants/survivors.ts'

/** How many mutants are tried at the same time. */
const POOLS = 2

/** The mutants that no test can notice. */
const EXPLAINED: ReadonlySet<string> = new Set(SURVIVORS.map(nameOf))

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, sample: { type: 'string' }, runner: { type: 'string' } },
})
if (values.runner === undefined) exit(await main(values.only, values.sample))
else await serve(values.runner)

async function main(only: string, sample: string | undefined): Promise<number> {
  const root = openSandbox()
  try {
    const sources = [...readSources(root)].filter(([file]) => file.endsWith(only))
    const all = sources.flatMap(([file, source]) => [...mutantsOf(file, source), ...handMadeMutantsOf(file, source)])
    if (all.length === 0) throw new Error(`nothing to break in a file named ${only}`)
    const mutants = sample === undefined ? all : spread(all, Number(sample))
    return report(mutants, await survivorsOf(mutants, root), new Set(all.map(nameOf)))
  } finally {
    closeSandbox(root)
  }
}

// So many of them, at the same distance from each other.
function spread(mutants: readonly Mutant[], count: number): Mutant[] {
  if (!(count > 0)) throw new TypeError('--sample takes how many mutants to try')
  const distance = Math.max(1, mutants.length / count)
  return mutants.filter((_, index) => Math.floor(index / distance) !== Math.floor((index - 1) / distance))
}

/** The mutants that neither a test nor the compiler notices. */
async function survivorsOf(mutants: readonly Mutant[], root: string): Promise<Mutant[]> {
  const tests = await measure(root, testFiles(root))
  const pools = Array.from({ length: POOLS }, () => new MutantPool(root, tests))
  const unnoticed = new Set<Mutant>()
  const queue = mutants.values()
  try {
    await Promise.all(
      pools.map(async (pool) => {
        for (const mutant of queue) if (!(await isNoticed(mutant, pool))) unnoticed.add(mutant)
      }),
    )
  } finally {
    for (const pool of pools) pool.end()
  }
  return mutants.filter((mutant) => unnoticed.has(mutant) && compiles(root, mutant))
}

// Work that an earlier mutant left behind can make a test fail. So a mutant with an explanation is tried again in a fresh process.
async function isNoticed(mutant: Mutant, pool: MutantPool): Promise<boolean> {
  if (!(await pool.notices(mutant))) return false
  if (!EXPLAINED.has(nameOf(mutant))) return true
  pool.end()
  return await pool.notices(mutant)
}

// A survivor without an explanation fails, and so does an explanation of a mutant that is noticed or does not exist any more.
function report(mutants: readonly Mutant[], survivors: readonly Mutant[], all: ReadonlySet<string>): number {
  const survived = new Set(survivors.map(nameOf))
  const tried = new Set(mutants.map(nameOf))
  const isWhole = tried.size === all.size
  const files = new Set(mutants.map(({ file }) => file))
  const missed = survivors.filter((mutant) => !EXPLAINED.has(nameOf(mutant)))
  const stale = SURVIVORS.filter((survivor) => {
    const name = nameOf(survivor)
    return files.has(survivor.file) && !survived.has(name) && (tried.has(name) || (isWhole && !all.has(name)))
  })
  for (const { file, line, name, was, becomes } of missed)
    console.log(`survived: ${file}:${line}  ${name}\n  ${was}\n  ${becomes}`)
  for (const survivor of stale) console.log(`no survivor any more: ${nameOf(survivor)}`)
  const killed = mutants.length - survivors.length
  const percent = ((100 * killed) / mutants.length).toFixed(1)
  const unseen = survivors.length - missed.length
  console.log(
    `score: ${killed} of ${mutants.length} killed (${percent} %); ${unseen} survivors explained, ${missed.length} not`,
  )
  return missed.length + stale.length === 0 ? 0 : 1
}

function nameOf({ file, name }: Pick<Mutant, 'file' | 'name'>): string {
  return `${file}  ${name}`
}
