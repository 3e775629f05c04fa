// wrangler's build step for the gateway: compiles the contracts, unless whoever starts wrangler has just done so and says it.
import { env } from 'node:process'

if (env['CONTRACTS_ARE_FRESH'] === undefined) await import('./contracts.ts')
