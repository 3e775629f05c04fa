// The main job: the gateway with every domain, in one `wrangler dev`, and the local tenant beside it when .dev.vars names it. What
// is saved is served: contracts are compiled again, migrations applied, folders that come and go served and forgotten.
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { exit } from 'node:process'
import { parseEnv } from 'node:util'
import { watch } from 'chokidar'
import { writeTenantFile } from '../contracts/tenant-file.ts'
import { DEVELOPMENT_VARIABLES, writeConfigs } from '../project/config-files.ts'
import { type DevPorts, type PlacedVariables, placeVariables } from '../project/local-addresses.ts'
import { programPath } from '../project/program.ts'
import { CONFIG_FILE, type ProjectSettings, readProjectSettings } from '../project/project-settings.ts'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker } from '../project/workers.ts'
import { CommandError, isForPeople } from './command-error.ts'
import { type CertificateFiles, ensureCertificate, trustCertificate } from './dev/certificate.ts'
import { isWatched, workFor } from './dev/changes.ts'
import { runCommand, runNode } from './dev/command.ts'
import { applyMigrations, pendingMigrations } from './dev/migrations.ts'
import { type Mocks, openMocks } from './dev/mocks.ts'
import { type DevOptions, readPorts } from './dev/options.ts'
import { OWN_REQUEST_ID } from './dev/output.ts'
import { listenerOn } from './dev/port.ts'
import { forgetServing, recordServing } from './dev/record.ts'
import { allowGateway } from './dev/tenant-client.ts'
import { tenantWarnings } from './dev/tenant-warnings.ts'
import { welcome } from './dev/welcome.ts'
import { type RunningWrangler, startDev, STATE, TENANT_HTTPS, TENANT_STATE } from './dev/wrangler-dev.ts'

const WRITE_CONFIGS = programPath(import.meta.url, './dev/write-configs')
/** Files that are saved together are looked at together. */
const SETTLING_MILLIS = 100
const POLL_MILLIS = 250

/** Serves the project in the working directory until it is ended. @throws CommandError for a port that is not available */
export async function dev(options: DevOptions): Promise<void> {
  const project = await readProjectSettings()
  const ports = readPorts(options, project.ports)
  if (!existsSync('.dev.vars')) {
    copyFileSync('.dev.vars.example', '.dev.vars')
    console.error('Made .dev.vars from .dev.vars.example: it names the local tenant.')
  }
  await writeTenantFile(project)
  writeConfigs('development', '.', project.ports)
  const variables = parseEnv(readFileSync(DEVELOPMENT_VARIABLES, 'utf8'))
  const placed = placeVariables(variables, ports, project.ports)
  if (placed.tenantUrl !== null && project.tenant !== null)
    for (const warning of tenantWarnings(variables, project.tenant)) console.error(`warning: ${warning}`)
  await refuseTakenPorts(ports, placed.tenantUrl !== null)
  const mocks = await openMocks(options.mock ?? [])
  await new DevServer(
    project,
    ports,
    placed,
    mocks,
    options.json ?? false,
    variables['AUTH0_EVENT_STREAM_TOKEN'],
  ).start()
}

/** The running processes, and the reactions to changed files. */
class DevServer {
  readonly #project: ProjectSettings
  readonly #ports: DevPorts
  readonly #tenantUrl: string | null
  readonly #variables: Readonly<Record<string, string>>
  readonly #json: boolean
  readonly #eventsToken: string | undefined
  readonly #mocks: Mocks
  readonly #certificate: CertificateFiles | null
  readonly #changedPaths = new Set<string>()
  #served: readonly ProjectWorker[]
  #tenant: RunningWrangler | null = null
  #gateway: RunningWrangler | null = null
  #timer: NodeJS.Timeout | undefined
  #isWorking = false

  constructor(
    project: ProjectSettings,
    ports: DevPorts,
    { tenantUrl, changed }: PlacedVariables,
    mocks: Mocks,
    json: boolean,
    eventsToken: string | undefined,
  ) {
    this.#eventsToken = eventsToken
    this.#project = project
    this.#json = json
    this.#mocks = mocks
    this.#served = this.#ownWorkers()
    this.#ports = ports
    this.#tenantUrl = tenantUrl
    this.#variables = { ...changed, ...mocks.variables }
    this.#certificate = tenantUrl?.startsWith('https:') === true ? ensureCertificate(TENANT_HTTPS) : null
  }

  async start(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#stop(0))
    try {
      recordServing({ gatewayUrl: `http://localhost:${this.#ports.port}`, tenantUrl: this.#tenantUrl })
      if (this.#tenantUrl !== null) this.#startTenant()
      await applyMigrations(this.#served, STATE)
      this.#startGateway()
    } catch (error) {
      this.#end()
      throw error
    }
    this.#watch()
    await this.#untilHealthy()
    if (this.#tenantUrl !== null) await allowGateway(this.#tenantUrl, this.#ports.port, this.#eventsToken)
    this.#tell(welcome(this.#project, this.#ports.port, this.#served, this.#tenantUrl, this.#certificate, this.#mocks))
  }

  // wrangler watches what a Worker imports, but the gateway imports no contract, and which Workers there are is not looked at again.
  #watch(): void {
    watch(['workers', 'origins', 'wrangler.toml', CONFIG_FILE, '.dev.vars'], {
      ignored: (path) => !isWatched(path),
      ignoreInitial: true,
    })
      .on('all', (_event, path) => {
        this.#changedPaths.add(path)
        this.#schedule()
      })
      .on('error', (error) => {
        console.error('Files can not be watched, so nothing that is saved would be served:', error)
        this.#stop(1)
      })
  }

  // Standard output is for the lines of the log alone, when they are for a machine.
  #tell(text: string): void {
    if (this.#json) console.error(text)
    else console.log(text)
  }

  #startTenant(): void {
    const port = this.#ports.tenantPort
    const [workers, certificate] = [[LOCAL_TENANT], this.#certificate]
    this.#tenant = startDev(
      { workers, port, state: TENANT_STATE, variables: {}, certificate, json: this.#json },
      (code) => this.#stop(code),
    )
  }

  #startGateway(): void {
    const workers = [GATEWAY, ...this.#served]
    const { configs } = this.#mocks
    const trustedPath = this.#certificate === null ? null : trustCertificate(TENANT_HTTPS, this.#certificate)
    this.#gateway = startDev(
      {
        workers,
        configs,
        port: this.#ports.port,
        state: STATE,
        variables: this.#variables,
        trustedPath,
        json: this.#json,
      },
      (code) => {
        // It does not outlive a folder that was removed.
        if (this.#hasOtherWorkers()) this.#schedule()
        else this.#stop(code)
      },
    )
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#isWorking) return
      this.#isWorking = true
      void this.#work().finally(() => {
        this.#isWorking = false
        if (this.#changedPaths.size > 0) this.#schedule()
      })
    }, SETTLING_MILLIS)
  }

  async #work(): Promise<void> {
    const { configure } = workFor([...this.#changedPaths])
    this.#changedPaths.clear()
    try {
      if (configure || this.#hasOtherWorkers()) await runNode([WRITE_CONFIGS])
      // Modules that were imported are kept: another process reads what was saved.
      await runCommand(['contracts'])
      const workers = this.#ownWorkers()
      const isUpToDate = pendingMigrations(workers, STATE).length === 0
      if (isUpToDate && !this.#hasOtherWorkers() && this.#gateway?.hasEnded() === false) return
      // A database that another process changes is not read anew by each runtime that has it open.
      await this.#gateway?.stop()
      this.#served = workers
      try {
        const migrated = await applyMigrations(workers, STATE)
        if (migrated.length > 0) this.#tell(`Migrations are applied: ${migrated.join(', ')}`)
      } finally {
        this.#startGateway()
      }
      await this.#untilHealthy()
      this.#tell(`Served now: ${workers.map(({ name }) => name).join(', ') || 'no domain'}`)
    } catch (error) {
      if (!isForPeople(error)) throw error
      console.error(`${error.message}\nThe gateway keeps the routes that it had, until this is put right.`)
    }
  }

  #hasOtherWorkers(): boolean {
    return JSON.stringify(this.#ownWorkers()) !== JSON.stringify(this.#served)
  }

  #ownWorkers(): readonly ProjectWorker[] {
    return domainWorkers().filter(({ name }) => !this.#mocks.names.includes(name))
  }

  async #untilHealthy(): Promise<void> {
    for (;;) {
      const isHealthy = await fetch(`http://localhost:${this.#ports.port}/health`, {
        headers: { 'x-request-id': `${OWN_REQUEST_ID}health` },
      }).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isHealthy) return
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
    }
  }

  #stop(code: number): never {
    this.#end()
    exit(code)
  }

  #end(): void {
    this.#gateway?.kill()
    this.#tenant?.kill()
    forgetServing()
  }
}

async function refuseTakenPorts({ port, tenantPort }: DevPorts, withLocalTenant: boolean): Promise<void> {
  const ports = { '--port': port, ...(withLocalTenant && { '--tenant-port': tenantPort }) }
  const taken: string[] = []
  for (const [option, wanted] of Object.entries(ports)) {
    const listener = await listenerOn(wanted)
    if (listener !== null)
      taken.push(
        `Port ${wanted} is taken by ${listener}: end that, or choose another port with \`npm run dev -- ${option} ${wanted + 10}\`.`,
      )
  }
  if (taken.length > 0) throw new CommandError(taken.join('\n'))
}
