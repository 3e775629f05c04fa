// Compiles the contracts of the gateway and of every domain into src/gateway/generated (committed, so that a review shows
// every change of the API) and gathers the documentation page's files in dist/assets. `--check` fails on stale files. Everything
// that does not fit together is named at once: contracts, rows, folders, and what every wrangler.toml says.
import { argv } from 'node:process'
import { runContracts } from './contracts/run.ts'

await runContracts({ check: argv.includes('--check'), withWiring: true })
