// The environments that everything can be deployed to: those that the gateway's wrangler.toml names.
import { CommandError } from '../command-error.ts'
import { readEnvironments } from '../../project/config-files.ts'

/** The environment of this name. @throws CommandError when wrangler.toml has none */
export function environmentOf(name: string, environments: readonly string[] = readEnvironments()): string {
  if (environments.includes(name)) return name
  throw new CommandError(`there is no environment "${name}": wrangler.toml has ${environments.join(', ') || 'none'}`)
}
