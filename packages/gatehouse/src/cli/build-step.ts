// wrangler's build step for the gateway, and Deno's: compiles the contracts, unless the program that starts wrangler has just done so
// and says it. Under plain `wrangler dev` it also sees to it that the domains are served.
import { env } from 'node:process'

if (env['CONTRACTS_ARE_FRESH'] === undefined) {
  const [{ compile }, { isForPeople }] = await Promise.all([import('./contracts.ts'), import('./command-error.ts')])
  try {
    await compile()
    if (env['WRANGLER_COMMAND'] === 'dev') {
      const { writeConfigs } = await import('../project/config-files.ts')
      writeConfigs('development')
      const { ensureCompanion } = await import('./dev/companion.ts')
      ensureCompanion()
    }
  } catch (error) {
    if (!isForPeople(error)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
