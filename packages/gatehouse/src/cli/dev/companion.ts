// Serves the domains and the local tenant beside a gateway that plain `wrangler dev` runs: that takes one configuration, and finds the
// other Workers in wrangler's registry of what runs on this machine. It is started by the gateway's build step, and ends with wrangler.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { argv, execPath, exit, pid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { DEVELOPMENT_VARIABLES } from '../../project/config-files.ts'
import { localTenantOf } from '../../project/local-addresses.ts'
import { domainNames, domainWorkers, LOCAL_TENANT } from '../../project/workers.ts'
import { applyMigrations } from './migrations.ts'
import { callerOf, isAlive } from './parent-process.ts'
import { listenerOn } from './port.ts'
import { forgetServing, recordServing } from './record.ts'
import { type RunningWrangler, startDev, STATE, TENANT_STATE } from './wrangler-dev.ts'

const PROGRAM = fileURLToPath(import.meta.url)
const RECORD = '.wrangler/gatehouse/companion.json'
const LOG = '.wrangler/gatehouse/companion.log'
/** The number of the build step that looks for a companion, while it does. */
const CLAIM = '.wrangler/gatehouse/companion.claim'
const LOOK_MILLIS = 500

/** The kind of the running companion. */
interface Companion {
  readonly pid: number
  /** The wrangler that it ends with. */
  readonly caller: number
  readonly domains: readonly string[]
}

/**
 * Sees to it that one runs for the wrangler that has started this build step, with the domains that there are now. Wrangler may start a build
 * step while another one runs: two companions would take the port of the tenant from each other, and the one that ends would take the domains
 * of both from wrangler's registry.
 */
export function ensureCompanion(): void {
  const caller = callerOf()
  mkdirSync(dirname(RECORD), { recursive: true })
  if (!claim()) return
  try {
    startUnlessRunning(caller, domainNames())
  } finally {
    rmSync(CLAIM, { force: true })
  }
}

// wrangler ends a build step for a newer one, and then its claim stays.
function claim(): boolean {
  try {
    writeFileSync(CLAIM, String(pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = readHolder()
  if (holder > 0 && isAlive(holder)) return false
  writeFileSync(CLAIM, String(pid))
  return true
}

// 0 if it was ended before it had written its number, or has just finished.
function readHolder(): number {
  try {
    return Number(readFileSync(CLAIM, 'utf8'))
  } catch {
    return 0
  }
}

function startUnlessRunning(caller: number, domains: readonly string[]): void {
  const before = readRecord()
  if (before !== null && isAlive(before.pid)) {
    if (before.caller === caller && before.domains.join() === domains.join()) return
    process.kill(before.pid, 'SIGTERM')
  }
  const log = openSync(LOG, 'w')
  const child = spawn(execPath, [PROGRAM, String(caller)], { detached: true, stdio: ['ignore', log, log] })
  child.unref()
  writeFileSync(RECORD, JSON.stringify({ pid: child.pid, caller, domains }))
  console.log(`The domains and the local tenant are served beside it: ${LOG} is what they print`)
}

function readRecord(): Companion | null {
  try {
    return JSON.parse(readFileSync(RECORD, 'utf8')) as Companion
  } catch {
    return null
  }
}

function readVariables(): Readonly<Record<string, string | undefined>> {
  return existsSync(DEVELOPMENT_VARIABLES) ? parseEnv(readFileSync(DEVELOPMENT_VARIABLES, 'utf8')) : {}
}

async function accompany(caller: number): Promise<void> {
  const running: RunningWrangler[] = []
  const end = (): never => {
    for (const one of running) one.kill()
    forgetServing()
    exit(0)
  }
  process.on('SIGTERM', end)
  setInterval(() => {
    if (!isAlive(caller)) end()
  }, LOOK_MILLIS)
  const workers = domainWorkers()
  const tenant = localTenantOf(readVariables())
  if (tenant !== null) recordServing({ gatewayUrl: null, tenantUrl: `http://localhost:${tenant}` })
  const common = { variables: {}, json: false }
  // There may be one already, for other gateways too.
  if (tenant !== null && (await listenerOn(tenant)) === null)
    running.push(startDev({ ...common, workers: [LOCAL_TENANT], port: tenant, state: TENANT_STATE }, end))
  await applyMigrations(workers, STATE)
  if (workers.length > 0) running.push(startDev({ ...common, workers, port: 0, state: STATE }, end))
}

if (argv[1] === PROGRAM) await accompany(Number(argv[2]))
