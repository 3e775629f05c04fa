// wrangler's build step for the gateway, and Deno's: compiles the contracts, unless the program that starts wrangler has just done so
// and says it. How the files fit together was looked at before, by `npm run contracts`.
import { env } from 'node:process'
import { ContractError } from '../contracts/contract-error.ts'

if (env['CONTRACTS_ARE_FRESH'] === undefined) {
  const { compile } = await import('./contracts.ts')
  try {
    await compile()
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
