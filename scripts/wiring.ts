// Says whether folders, rows, bindings and contracts fit together, and what to do where they do not. Exit code 1 then.
import { exit } from 'node:process'
import { ContractError } from './contracts/contract-error.ts'
import { checkWiring, readWiring } from './contracts/wiring.ts'

try {
  const problems = checkWiring(await readWiring())
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) exit(1)
} catch (error) {
  if (!(error instanceof ContractError)) throw error
  console.error(error.message)
  exit(1)
}
