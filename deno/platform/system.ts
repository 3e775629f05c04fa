// Workers in one process: each module once, with the bindings of its wrangler.toml, calling each other as over service bindings.
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isRecord } from '../../packages/gatehouse/src/access/index.ts'
import { systemClock } from '../../packages/gatehouse/src/http/clock.ts'
import { env as moduleEnv } from '../cloudflare-workers.ts'
import { Assets } from './assets.ts'
import { CONTEXT } from './background.ts'
import { Database } from './database.ts'
import { type DurableClass, DurableNamespace, invoke } from './durable-objects.ts'
import { KeyValueNamespace } from './key-value.ts'
import { migrate, migrationsIn } from './migrations.ts'
import { RateLimiter } from './rate-limiter.ts'
import { readWorkerConfig, type WorkerConfig } from './worker-config.ts'

/** A Worker that runs. */
export interface Worker {
  readonly config: WorkerConfig
  readonly assets: Assets | null
  /** Answers a request, as over a service binding. */
  fetch(request: Request): Promise<Response>
  /** Does what its cron does. */
  scheduled(): Promise<void>
}

type Bindings = Record<string, unknown>

/** The Workers of one process, and what they keep. */
export class System {
  readonly #kv: Deno.Kv
  readonly #state: string
  readonly #workers = new Map<string, { readonly env: Bindings; readonly module: Readonly<Record<string, unknown>> }>()
  readonly #databases: Database[] = []

  private constructor(kv: Deno.Kv, state: string) {
    this.#kv = kv
    this.#state = state
  }

  /** @param state the folder where everything is kept; it is made when it is not there */
  static async open(state: string): Promise<System> {
    await Deno.mkdir(state, { recursive: true })
    return new System(await Deno.openKv(join(state, 'kv.sqlite')), state)
  }

  /**
   * Starts a Worker. What it calls may be started later.
   *
   * @param variables what stands in .dev.vars, in place of the `vars` of its configuration
   * @param isMain whether it reads its bindings from `cloudflare:workers`; one of a process can
   */
  async start(configPath: string, variables: Readonly<Record<string, string>> = {}, isMain = false): Promise<Worker> {
    const config = readWorkerConfig(configPath)
    const folder = dirname(configPath)
    const assets =
      config.assets === undefined
        ? null
        : new Assets(resolve(folder, config.assets.directory), config.assets.run_worker_first ?? [])
    const env: Bindings = isMain ? moduleEnv : {}
    Object.assign(env, config.vars, variables)
    if (config.assets !== undefined) env[config.assets.binding] = assets
    await this.#bind(env, config, folder)
    const module: unknown = await import(pathToFileURL(resolve(folder, config.main)).href)
    if (!isRecord(module)) throw new TypeError(`${config.main} is no module`)
    for (const { name, class_name } of config.durable_objects?.bindings ?? [])
      env[name] = new DurableNamespace(module[class_name] as DurableClass, env)
    this.#workers.set(config.name, { env, module })
    return {
      config,
      assets,
      fetch: (request) => this.#fetch(config.name, request),
      scheduled: async () => void (await this.#call(config.name, 'default', 'scheduled', [{}, env, CONTEXT])),
    }
  }

  /** Closes what is kept. */
  close(): void {
    for (const database of this.#databases) database.close()
    this.#kv.close()
  }

  async #bind(env: Bindings, config: WorkerConfig, folder: string): Promise<void> {
    for (const { binding } of config.kv_namespaces ?? [])
      env[binding] = new KeyValueNamespace(this.#kv, `${config.name}.${binding}`)
    for (const { name, simple } of config.ratelimits ?? []) env[name] = new RateLimiter(simple, systemClock)
    for (const { binding, service, entrypoint } of config.services ?? [])
      env[binding] =
        entrypoint === undefined
          ? { fetch: (request: Request) => this.#fetch(service, request) }
          : this.#entrypoint(service, entrypoint)
    for (const { binding, database_name: name, migrations_dir: migrations = 'migrations' } of config.d1_databases ??
      []) {
      const database = new Database(join(this.#state, `${name}.sqlite`))
      this.#databases.push(database)
      await migrate(database, migrationsIn(resolve(folder, migrations)))
      env[binding] = database
    }
  }

  // As `wrangler dev` answers for a Worker that it does not run.
  async #fetch(name: string, request: Request): Promise<Response> {
    const worker = this.#workers.get(name)
    if (worker === undefined) return new Response(`Worker "${name}" not found`, { status: 503 })
    const answer = await this.#call(name, 'default', 'fetch', [request, worker.env, CONTEXT])
    if (!(answer instanceof Response)) throw new TypeError(`${name} gave no answer`)
    return answer
  }

  // Its methods, called with copies of what goes in and out, as over RPC.
  #entrypoint(name: string, entrypoint: string): object {
    const call = (method: string, values: readonly unknown[]) => this.#call(name, entrypoint, method, values)
    const get = (_target: object, method: string | symbol) =>
      typeof method !== 'string' || method === 'then'
        ? undefined
        : async (...values: readonly unknown[]) => structuredClone(await call(method, structuredClone(values)))
    return new Proxy({}, { get })
  }

  async #call(name: string, entrypoint: string, method: string, values: readonly unknown[]): Promise<unknown> {
    const worker = this.#workers.get(name)
    const exported = worker?.module[entrypoint]
    if (worker === undefined) throw new Error(`Worker "${name}" does not run`)
    if (typeof exported !== 'function') return await invoke(exported as object, method, values)
    const made: unknown = Reflect.construct(exported, [CONTEXT, worker.env])
    return await invoke(made as object, method, values)
  }
}
