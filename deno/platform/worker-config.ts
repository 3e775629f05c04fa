// Reads a Worker's configuration: the bindings that it is to get here are the ones that it gets at Cloudflare.
/** What is read of a configuration. */
export interface WorkerConfig {
  readonly name: string
  readonly main: string
  readonly vars?: Readonly<Record<string, unknown>>
  readonly assets?: {
    readonly binding: string
    readonly directory: string
    readonly run_worker_first?: readonly string[]
  }
  readonly triggers?: { readonly crons?: readonly string[] }
  readonly kv_namespaces?: readonly { readonly binding: string }[]
  readonly d1_databases?: readonly {
    readonly binding: string
    readonly database_name: string
    readonly migrations_dir?: string
  }[]
  readonly ratelimits?: readonly {
    readonly name: string
    readonly simple: { readonly limit: number; readonly period: number }
  }[]
  readonly services?: readonly { readonly binding: string; readonly service: string; readonly entrypoint?: string }[]
  readonly durable_objects?: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] }
}

/** Bindings that there is nothing for here. A Worker that can do without them works. */
const UNSUPPORTED = ['r2_buckets', 'queues', 'vectorize', 'hyperdrive', 'ai', 'workflows', 'analytics_engine_datasets']

/** Reads one. @throws Error when it has no name or no main module */
export function readWorkerConfig(path: string): WorkerConfig {
  const table: Readonly<Record<string, unknown>> = JSON.parse(Deno.readTextFileSync(path))
  const { name, main } = table
  if (typeof name !== 'string' || typeof main !== 'string') throw new Error(`${path} has no name or main`)
  const missing = UNSUPPORTED.filter((kind) => Object.hasOwn(table, kind))
  if (missing.length > 0) console.warn(`${path}: there is nothing for ${missing.join(', ')} on Deno`)
  // Wrangler checks the rest of the form, on every build.
  return { ...table, name, main }
}
