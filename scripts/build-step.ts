// wrangler's build step for the gateway, and Deno's: compiles the contracts, unless the program that starts wrangler has just done so
// and says it. How the files fit together was looked at before, by `npm run contracts`.
import { env } from 'node:process'
import { runContracts } from './contracts/run.ts'

if (env['CONTRACTS_ARE_FRESH'] === undefined) await runContracts({ check: false, withWiring: false })
