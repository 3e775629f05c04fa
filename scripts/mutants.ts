// Breaks the token verifier and the key store in one small way after the other, and tells which of these mutants no test of the
// access ring notices. Not Stryker, because its Vitest runner can't choose one of several `projects` and runs no pool but its own.
// Nothing in the work tree changes. `--only src/access/token.ts` takes the mutants of one file.
import { availableParallelism } from 'node:os'
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { BY_HAND } from './mutants/by-hand.ts'
import { mutantsOf, type Mutant } from './mutants/operators.ts'
import { Laboratory } from './mutants/laboratory.ts'
import { serve } from './mutants/runner.ts'
import { readSources } from './mutants/sandbox.ts'
import { SURVIVORS } from './mutants/survivors.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, runner: { type: 'string' } } })
if (values.runner !== undefined) await serve(values.runner)
else exit(await main(values.only ?? ''))

async function main(only: string): Promise<number> {
  const begin = Date.now()
  const sources = readSources()
  const mutants = [...sources].filter(([file]) => file.includes(only)).flatMap(([file, source]) => mutantsOf(file, source))
}
