// Reads and writes where the variables of an environment stand: .dev.vars, or wrangler.toml and the secrets that wrangler keeps.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { configPathOf, readConfig, writeConfigs } from '../../project/config-files.ts'
import { readConfigView } from '../../project/worker-config.ts'
import { GATEWAY } from '../../project/workers.ts'
import { runWrangler } from '../../project/wrangler.ts'
import { concealing } from '../deploy/secrets.ts'
import { TenantError } from './failures.ts'
import { changeDevVars, changeToml } from './variable-text.ts'
import type { VariablesFile } from './variables.ts'

const DEV_VARS = '.dev.vars'
/** Without a network wrangler tries again for minutes. */
const WRANGLER_TIMEOUT_MILLIS = 60_000
/** The code of Cloudflare for a Worker that is not there. */
const NO_WORKER = '10007'
/** Readable and writable by its owner only. */
const SECRET_MODE = 0o600

/** The variables of development. */
export function developmentVariables(): VariablesFile {
  const file = existsSync(DEV_VARS) ? DEV_VARS : `${DEV_VARS}.example`
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return {
    source: DEV_VARS,
    variables: { ...parseEnv(text) } as Record<string, string>,
    secrets: [],
    secretsFault: null,
    isUndeployed: false,
    write: async (variables, secrets) => {
      const changed = changeDevVars(text, { ...variables, ...secrets })
      if (changed === null)
        throw new TenantError('wrong', `${DEV_VARS} can't be changed safely: write ${linesOf(variables)} into it`)
      await Promise.resolve()
      replaceFile(DEV_VARS, changed, SECRET_MODE)
    },
  }
}

/** The variables of an environment: text in wrangler.toml, and secrets that wrangler keeps. */
export async function environmentVariables(environment: string): Promise<VariablesFile> {
  writeConfigs({ environment })
  const configPath = configPathOf(GATEWAY, { environment })
  const { vars } = readConfigView(readConfig(GATEWAY, { environment }))
  const { names, fault } = await secretNames(configPath)
  const isUndeployed = fault?.includes(NO_WORKER) === true
  return {
    source: `[env.${environment}.vars] of wrangler.toml`,
    variables: textVariables(vars),
    secrets: names,
    isUndeployed,
    secretsFault: isUndeployed
      ? `the gateway is not deployed to ${environment}: deploy it with \`gatehouse deploy --env ${environment}\``
      : fault === null
        ? null
        : `wrangler does not say which secrets the gateway has in ${environment}: log in with \`wrangler login\`, or set CLOUDFLARE_API_TOKEN`,
    write: async (variables, secrets) => {
      // The ids come last: as long as they are missing, the next run hands the secrets over again.
      for (const [name, value] of Object.entries(secrets)) await putSecret(configPath, name, value)
      if (Object.keys(variables).length === 0) return
      const changed = changeToml(readFileSync('wrangler.toml', 'utf8'), environment, variables)
      if (changed === null)
        throw new TenantError(
          'wrong',
          `wrangler.toml can't be changed safely: write ${linesOf(variables)} into [env.${environment}.vars]`,
        )
      replaceFile('wrangler.toml', changed)
    },
  }
}

/** The variables of a configuration as text. */
export function textVariables(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]))
}

async function secretNames(configPath: string): Promise<{ names: string[]; fault: string | null }> {
  try {
    const printed = await runWrangler(
      ['secret', 'list', '--format', 'json', '-c', configPath],
      {},
      undefined,
      WRANGLER_TIMEOUT_MILLIS,
    )
    const list = JSON.parse(printed.slice(printed.indexOf('['))) as { name: string }[]
    return { names: list.map(({ name }) => name), fault: null }
  } catch (error) {
    return { names: [], fault: error instanceof Error ? error.message : String(error) }
  }
}

async function putSecret(configPath: string, name: string, value: string): Promise<void> {
  try {
    await runWrangler(['secret', 'put', name, '-c', configPath], {}, value, WRANGLER_TIMEOUT_MILLIS)
  } catch (error) {
    const words = concealing({ [name]: value })(error instanceof Error ? error.message : String(error))
    // Its cause would show what is concealed.
    // eslint-disable-next-line preserve-caught-error
    throw new TenantError('unavailable', `${name} could not be handed to wrangler. ${words}`)
  }
}

// Written beside it and moved over it: a command that is killed leaves the file whole.
function replaceFile(file: string, content: string, mode?: number): void {
  const unfinished = `${file}.unfinished-${process.pid}`
  writeFileSync(unfinished, content, mode === undefined ? {} : { mode })
  renameSync(unfinished, file)
}

function linesOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')
}
