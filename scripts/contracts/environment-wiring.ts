// Whether every wrangler.toml has each environment under its own names and with the bindings that stand at the top.
import { existsSync, readFileSync } from 'node:fs'
import { experimental_readRawConfig } from 'wrangler'
import { STRAY_REMEDY, strayLines, type Table, WRITTEN_KEYS, withEnvironments } from '../deploy/environment-tables.ts'
import { type Environment, ENVIRONMENTS, nameIn } from '../deploy/environments.ts'
import { missingIn } from '../deploy/not-inherited.ts'
import { domainWorkers, GATEWAY } from '../workers.ts'

/** A wrangler.toml as it is written. */
export interface ConfigFile {
  readonly path: string
  readonly text: string
  /** The same, parsed. */
  readonly config: Table
}

/** Reads every wrangler.toml. */
export function readConfigFiles(): ConfigFile[] {
  return [GATEWAY, ...domainWorkers()]
    .filter(({ configPath }) => existsSync(configPath))
    .map(({ configPath: path }) => ({
      path,
      text: readFileSync(path, 'utf8'),
      config: experimental_readRawConfig({ config: path }).rawConfig as Table,
    }))
}

/** What is wrong with the environments, each a sentence that says what to do. */
export function checkEnvironments(files: readonly ConfigFile[]): string[] {
  return files.flatMap((file) => {
    const { path, text, config } = file
    const wrong = [
      ...ENVIRONMENTS.flatMap((environment) => checkEnvironment(file, environment)),
      ...strayLines(text).map(({ number, line }) => `${path}: line ${number} (${line}) would be lost: ${STRAY_REMEDY}`),
    ]
    // Only what carries the right names can be compared.
    if (wrong.length > 0 || withEnvironments(text, config) === text) return wrong
    return [`${path}: its environments are not bound as its top is: run \`npm run environments\``]
  })
}

function checkEnvironment({ path, config }: ConfigFile, environment: Environment): string[] {
  const table = (config['env'] as Partial<Record<Environment, Table>> | undefined)?.[environment] ?? {}
  const name = nameIn(environment, String(config['name']))
  const at = `${path}: [env.${environment}]`
  const isDomain = path !== GATEWAY.configPath
  const isOpen =
    ['route', 'routes'].some((key) => key in table) || table['workers_dev'] === true || table['preview_urls'] === true
  return [
    ...missingIn(environment, config, WRITTEN_KEYS).map(
      (key) => `${at} lacks ${key}, which stands at the top and is not inherited: add it there by hand`,
    ),
    ...(table['name'] === name ? [] : [`${at} must have name = "${name}": set it, then run \`npm run environments\``]),
    ...(isDomain && isOpen
      ? [`${at} must have no routes, workers_dev or preview_urls: a domain is reached through the gateway only`]
      : []),
  ]
}
