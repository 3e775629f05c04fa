// Reads the tenant of .dev.vars as the gateway reads it.
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Configuration, ConfigurationError, parseConfiguration } from '../../tenant/configuration.ts'
import { CommandError } from '../command-error.ts'

/** The tenant of .dev.vars, or of .dev.vars.example before the first `npm run dev`. @throws CommandError with what is wrong in it */
export function readSettings(): Configuration {
  const file = existsSync('.dev.vars') ? '.dev.vars' : '.dev.vars.example'
  return parse(file, parseEnv(readFileSync(file, 'utf8')))
}

function parse(where: string, values: object): Configuration {
  try {
    return parseConfiguration(values)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new CommandError(`${where}: ${error.message}`)
  }
}
