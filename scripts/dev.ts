// The main job: the gateway with every domain, in one `wrangler dev`, and the local tenant beside it when .dev.vars names it. What
// is saved is served: contracts are compiled again, migrations applied, folders that come and go served and forgotten.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { argv, exit } from 'node:process'
import { parseEnv } from 'node:util'
import { watch } from 'chokidar'
import { ensureCertificate, howToTrust, trustCertificate } from './dev/certificate.ts'
import { isWatched, workFor } from './dev/changes.ts'
import { placeVariables, readDevOptions, USAGE } from './dev/options.ts'
import { listenerOn } from './dev/port.ts'
import { allowGateway } from './dev/tenant-client.ts'
import { type RunningWrangler, startWrangler } from './dev/wrangler-dev.ts'
import { JOURNAL } from './domains/change.ts'
import { databasesOf } from './worker-config.ts'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker, wranglerBeside } from './workers.ts'

const STATE = '.wrangler/state'
const TENANT_STATE = '.wrangler/tenant-state'
const TENANT_HTTPS = '.wrangler/tenant-https'
/** Files that are saved together are looked at together. */
const SETTLING_MILLIS = 100
const POLL_MILLIS = 250

const options = readOptionsOrExit()
const gatewayUrl = `http://localhost:${options.port}`
if (!existsSync('.dev.vars')) {
  copyFileSync('.dev.vars.example', '.dev.vars')
  console.log('Made .dev.vars from .dev.vars.example: it names the local tenant.')
}
const { tenantUrl, changed } = placeVariables(parseEnv(readFileSync('.dev.vars', 'utf8')), options)
const certificate = tenantUrl?.startsWith('https:') === true ? ensureCertificate(TENANT_HTTPS) : null
const trustedPath = certificate === null ? null : trustCertificate(TENANT_HTTPS, certificate)
await refuseTakenPorts()

let served = domainWorkers()
if (!(await migrate(served))) exit(1)
const tenant = tenantUrl === null ? null : startTenant()
let gateway = startGateway()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))

const changedPaths = new Set<string>()
let timer: NodeJS.Timeout | undefined
let isWorking = false
// wrangler watches what a Worker imports, but the gateway imports no contract, and which Workers there are is not looked at again.
watch(['workers', 'origins', 'src/gateway/services.ts'], { ignored: (path) => !isWatched(path), ignoreInitial: true })
  .on('all', (_event, path) => {
    changedPaths.add(path)
    schedule()
  })
  .on('error', (error) => {
    console.error('Files can not be watched, so nothing that is saved would be served:', error)
    stop(1)
  })
await announce()

function startTenant(): RunningWrangler {
  const [workers, port] = [[LOCAL_TENANT], options.tenantPort]
  return startWrangler({ workers, port, state: TENANT_STATE, variables: {}, certificate }, stop)
}

function startGateway(): RunningWrangler {
  const workers = [GATEWAY, ...served]
  return startWrangler({ workers, port: options.port, state: STATE, variables: changed, trustedPath }, (code) => {
    // It does not outlive a folder that was removed.
    if (hasOtherWorkers()) schedule()
    else stop(code)
  })
}

function schedule(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (isWorking) return
    // A command that makes or removes a domain has not finished.
    if (existsSync(JOURNAL)) return schedule()
    isWorking = true
    void work().finally(() => {
      isWorking = false
      if (changedPaths.size > 0) schedule()
    })
  }, SETTLING_MILLIS)
}

async function work(): Promise<void> {
  const { compile, migrate: folders } = workFor([...changedPaths])
  changedPaths.clear()
  if ((compile || hasOtherWorkers()) && !(await succeeds('scripts/contracts.ts'))) {
    console.error('The gateway keeps the routes that it had, until this is put right.')
    return
  }
  const workers = domainWorkers()
  const fresh = workers.filter(({ folder }) => !served.some((one) => one.folder === folder))
  const stale = workers.filter((worker) => fresh.includes(worker) || folders.includes(worker.folder))
  if (stale.length > 0 && (await migrate(stale)))
    console.log(`Migrations are applied: ${stale.map(({ folder }) => folder).join(', ')}`)
  if (!hasOtherWorkers() && !gateway.hasEnded()) return
  await gateway.stop()
  served = workers
  gateway = startGateway()
  await untilHealthy()
  console.log(`Served now: ${served.map(({ folder }) => folder).join(', ') || 'no domain'}`)
}

function hasOtherWorkers(): boolean {
  return JSON.stringify(domainWorkers()) !== JSON.stringify(served)
}

async function migrate(workers: readonly ProjectWorker[]): Promise<boolean> {
  for (const worker of workers) {
    for (const database of databasesOf(worker)) {
      const place = ['--local', '-c', worker.configPath, '--env=', '--persist-to', STATE]
      const applied = await wranglerBeside(['d1', 'migrations', 'apply', database, ...place], { CI: 'true' })
      if (!applied) {
        console.error(`The migrations of workers/${worker.folder} can't be applied: put right what is said above`)
        return false
      }
    }
  }
  return true
}

async function succeeds(script: string): Promise<boolean> {
  const [code] = (await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit')) as [number | null]
  return code === 0
}

function stop(code: number): never {
  gateway.kill()
  tenant?.kill()
  exit(code)
}

function readOptionsOrExit() {
  try {
    return readDevOptions(argv.slice(2))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`${error.message}\n\n${USAGE}`)
    return exit(1)
  }
}

async function refuseTakenPorts(): Promise<void> {
  const ports = { '--port': options.port, ...(tenantUrl !== null && { '--tenant-port': options.tenantPort }) }
  let isTaken = false
  for (const [option, port] of Object.entries(ports)) {
    const listener = await listenerOn(port)
    if (listener === null) continue
    isTaken = true
    console.error(
      `Port ${port} is taken by ${listener}: end that, or choose another port with \`npm run dev -- ${option} ${port + 10}\`.`,
    )
  }
  if (isTaken) exit(1)
}

async function announce(): Promise<void> {
  await untilHealthy()
  if (tenantUrl !== null) await allowGateway(tenantUrl, options.port)
  console.log(`
  Gateway        ${gatewayUrl}
  Documentation  ${gatewayUrl}/docs${tenantUrl === null ? '' : `\n  Local tenant   ${tenantUrl}  (reader@example.com, password "password")`}${certificate === null ? '' : howToTrust(certificate)}
`)
}

async function untilHealthy(): Promise<void> {
  for (;;) {
    const isHealthy = await fetch(`${gatewayUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isHealthy) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
  }
}
