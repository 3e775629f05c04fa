// wrangler's build step for the gateway, and Deno's: compiles the contracts, unless the program that starts wrangler has just done so
// and says it. Under plain `wrangler dev` it also sees to it that the domains are served.
import { argv, env, exit } from 'node:process'

if (env['CONTRACTS_ARE_FRESH'] === undefined) {
  const command = env['WRANGLER_COMMAND']
  // Plain `wrangler deploy` is led to the development configuration: production would lose its variables and its routes.
  if (argv.includes('--development') && command !== undefined && command !== 'dev') {
    console.error(
      `wrangler ${command} would upload the development configuration: deploy with \`npm run deploy\`, or \`npm run deploy -- --env staging\``,
    )
    exit(1)
  }
  const [{ compile }, { isForPeople }] = await Promise.all([import('./contracts.ts'), import('./command-error.ts')])
  try {
    await compile()
    if (command === 'dev') {
      const { writeConfigs } = await import('../project/config-files.ts')
      const { readProjectSettings } = await import('../project/project-settings.ts')
      writeConfigs('development', '.', (await readProjectSettings()).ports)
      const { ensureCompanion } = await import('./dev/companion.ts')
      ensureCompanion()
    }
  } catch (error) {
    if (!isForPeople(error)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
