// Every Worker of the project, found by itself: the gateway, and one for each folder under workers/.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { exit } from 'node:process'
import { filesIn } from './domains/folder.ts'

/** Where the domains are. It is not there in a project that has services in other technologies only. */
const DOMAINS_FOLDER = 'workers'

/** A Worker of the project. */
export interface ProjectWorker {
  /** The folder under workers/; `gateway` and `tenant` for the two that are elsewhere. */
  readonly folder: string
  readonly configPath: string
}

/** The gateway. */
export const GATEWAY: ProjectWorker = { folder: 'gateway', configPath: 'wrangler.toml' }

/** Where the gateway is in development. */
export const DEVELOPMENT_GATEWAY_URL = 'http://localhost:6060'

/** The local tenant: for development and tests, never deployed. */
export const LOCAL_TENANT: ProjectWorker = { folder: 'tenant', configPath: 'test/tenant/wrangler.toml' }

/**
 * Every folder under workers/, with or without what it needs. One that holds only what commands have written is none: wrangler
 * leaves its own behind where a domain was removed.
 */
export function domainFolders(): string[] {
  if (!existsSync(DOMAINS_FOLDER)) return []
  return readdirSync(DOMAINS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && filesIn(join(DOMAINS_FOLDER, entry.name)).length > 0)
    .map(({ name }) => name)
    .toSorted()
}

/** The Worker of a domain. @param folder under workers/, whether or not it is there */
export function domainWorker(folder: string): ProjectWorker {
  return { folder, configPath: `${DOMAINS_FOLDER}/${folder}/wrangler.toml` }
}

/** The domains' Workers. */
export function domainWorkers(): ProjectWorker[] {
  return domainFolders()
    .map(domainWorker)
    .filter(({ configPath }) => existsSync(configPath))
}

/** Runs wrangler and stops everything when it fails. @param quiet shows its output only then */
export function wrangler(args: readonly string[], { quiet = false } = {}): void {
  const { status, stdout, stderr } = spawnSync('wrangler', args, {
    encoding: 'utf8',
    stdio: ['inherit', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: process.env['CI'] ?? 'true' },
  })
  if (status === 0) return
  if (quiet) process.stderr.write(`${stdout}${stderr}`)
  console.error(`wrangler ${args.join(' ')} failed`)
  exit(1)
}

/** Runs wrangler beside other work; what it complains of is shown. @returns whether it went well */
export async function wranglerBeside(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', ...more }
  const child = spawn('wrangler', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}
