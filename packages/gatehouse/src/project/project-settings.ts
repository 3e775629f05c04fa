// Reads gatehouse.config.ts, as Node runs TypeScript, and gives the settings of the project with their defaults.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkConfig } from '../config/check-config.ts'
import { DEFAULT_PORTS } from '../config/defaults.ts'
import type { Auth0Config } from '../config/auth0-config.ts'
import type { BrandConfig, PagesAccess, ProjectConfig, TenantConfig } from '../config/project-config.ts'
import { ConfigError } from './config-error.ts'
import { readOwnConfig } from './config-files.ts'
import { readable } from './readable-name.ts'
import { text } from './table.ts'
import { GATEWAY } from './workers.ts'

/** The file, at the root of the project. */
export const CONFIG_FILE = 'gatehouse.config.ts'

/** The settings of a project. A member that is `undefined` is left to the code that has its default. */
export interface ProjectSettings {
  readonly name: string
  readonly title: string
  readonly realm: string
  /** The logo; `null` when there is none. */
  readonly logo: { readonly extension: 'svg' | 'png'; readonly content: Uint8Array } | null
  readonly accent: NonNullable<BrandConfig['colours']>['accent'] | null
  readonly pages: PagesAccess
  readonly cookiePrefix: string | undefined
  readonly headerPrefix: string | undefined
  readonly webSocketSubprotocol: string | undefined
  readonly problemTypes: string | undefined
  readonly ports: { readonly gateway: number; readonly tenant: number }
  readonly tenant: TenantConfig | null
  readonly auth0: Auth0Config
}

/** Reads the settings of the project in a folder. @throws ConfigError with everything that is wrong with them */
export async function readProjectSettings(root = '.'): Promise<ProjectSettings> {
  const config = await readConfigFile(root)
  const { brand = {}, tenant = null, ports } = config
  const name = config.name ?? text(readOwnConfig(GATEWAY, root)['name']) ?? 'gatehouse'
  return {
    name,
    title: brand.title ?? readable(name),
    realm: config.realm ?? name,
    logo: brand.logo === undefined ? null : readLogo(root, brand.logo),
    accent: brand.colours?.accent ?? null,
    pages: config.console?.pages ?? 'public',
    cookiePrefix: config.cookiePrefix,
    headerPrefix: config.headerPrefix,
    webSocketSubprotocol: config.webSocketSubprotocol,
    problemTypes: config.problemTypes,
    ports: { ...DEFAULT_PORTS, ...ports },
    tenant,
    auth0: config.auth0 ?? {},
  }
}

async function readConfigFile(root: string): Promise<ProjectConfig> {
  const path = resolve(root, CONFIG_FILE)
  if (!existsSync(path)) return {}
  const config = await importDefault(path)
  if (config === undefined)
    throw new ConfigError(`${CONFIG_FILE} must export its settings: export default defineConfig({ … })`)
  const problems = checkConfig(config, (path) => existsSync(resolve(root, path)))
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${CONFIG_FILE}: ${problem}`).join('\n'))
  return config as ProjectConfig
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(path).href)
    return module.default
  } catch (cause) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause))
    const line = stack.split(path)[1]?.match(/^:\d+/)?.[0] ?? ''
    throw new ConfigError(`${CONFIG_FILE}${line} can't be loaded: ${message}`, { cause })
  }
}

function readLogo(root: string, path: string): ProjectSettings['logo'] {
  return { extension: /png$/i.test(path) ? 'png' : 'svg', content: readFileSync(resolve(root, path)) }
}
