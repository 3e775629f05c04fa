// Writes workerd's configuration: Workers, what they are bound to, one socket on the loopback.
import { basename } from 'node:path'

/** One binding of a Worker. */
export type Binding =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly service: string; readonly entrypoint?: string }
  | { readonly name: string; readonly kv: string }
  | { readonly name: string; readonly durableObject: string }
  | { readonly name: string; readonly rateLimit: { readonly limit: number; readonly periodSeconds: number } }

/** A Worker: its bundle lies beside the configuration. */
export interface WorkerdWorker {
  readonly name: string
  readonly bundle: string
  readonly bindings?: readonly Binding[]
  readonly compatibilityFlags?: readonly string[]
  /** Classes of its own that are Durable Objects. */
  readonly durableObjects?: readonly string[]
}

/** With this header, as JSON, a client is Cloudflare's front: it becomes `request.cf`. */
export const CF_BLOB_HEADER = 'CF-Blob'

/** The file with the rate limiter's bundle; it must lie beside the configuration when a Worker has such a binding. */
export const RATE_LIMITER_BUNDLE = 'rate-limiter.js'

const RATE_LIMITER_MODULE = 'gatehouse:rate-limiter'

/** What the configuration says besides its Workers. */
export interface ConfigurationOptions {
  readonly port: number
  readonly compatibilityDate: string
  /** Where Durable Objects are kept: in memory they have no SQL. */
  readonly objectsFolder: string
  /** The header that `request.cf` is read from, as JSON: with it a client plays Cloudflare's front. */
  readonly cfBlobHeader?: string | undefined
  /** Flags of the JavaScript engine. */
  readonly v8Flags?: readonly string[] | undefined
}

/** Whether a Worker is bound to a rate limiter. */
export function needsRateLimiter(workers: readonly WorkerdWorker[]): boolean {
  return workers.some(({ bindings = [] }) => bindings.some((binding) => 'rateLimit' in binding))
}

/** The configuration as Cap'n Proto text. The first Worker is the one behind the socket. */
export function configurationOf(
  workers: readonly [WorkerdWorker, ...WorkerdWorker[]],
  { port, compatibilityDate, objectsFolder, cfBlobHeader, v8Flags = [] }: ConfigurationOptions,
): string {
  const http = cfBlobHeader === undefined ? '' : `cfBlobHeader = ${quote(cfBlobHeader)}`
  const services = workers.map(({ name }, index) => `(name = ${quote(name)}, worker = .worker${index})`)
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (${
    v8Flags.length === 0
      ? ''
      : `
  v8Flags = [${v8Flags.map(quote).join(', ')}],`
  }
  services = [
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "objects", disk = (path = ${quote(objectsFolder)}, writable = true)),
    ${services.join(',\n    ')}
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (${http}), service = ${quote(workers[0].name)})]${needsRateLimiter(workers) ? EXTENSIONS : ''}
);
${workers.map((worker, index) => workerText(worker, index, compatibilityDate)).join('')}`
}

const EXTENSIONS = `,
  extensions = [(modules = [
    (name = ${quote(RATE_LIMITER_MODULE)}, internal = true, esModule = embed ${quote(RATE_LIMITER_BUNDLE)})
  ])]`

function workerText(worker: WorkerdWorker, index: number, date: string) {
  const { name, bundle, bindings = [], compatibilityFlags = [], durableObjects = [] } = worker
  const storage = durableObjects.length === 0 ? '' : ',\n  durableObjectStorage = (localDisk = "objects")'
  const classes = durableObjects.map(
    (name_) => `(className = ${quote(name_)}, uniqueKey = ${quote(name_)}, enableSql = true)`,
  )
  return `
const worker${index} :Workerd.Worker = (
  modules = [(name = ${quote(`${name}.js`)}, esModule = embed ${quote(basename(bundle))})],
  compatibilityDate = ${quote(date)},
  compatibilityFlags = [${compatibilityFlags.map(quote).join(', ')}],
  bindings = [${bindings.map(bindingText).join(', ')}],
  durableObjectNamespaces = [${classes.join(', ')}]${storage},
  globalOutbound = "internet"
);
`
}

function bindingText(binding: Binding): string {
  const name = `name = ${quote(binding.name)}`
  if ('text' in binding) return `(${name}, text = ${quote(binding.text)})`
  if ('kv' in binding) return `(${name}, kvNamespace = ${quote(binding.kv)})`
  if ('durableObject' in binding) return `(${name}, durableObjectNamespace = ${quote(binding.durableObject)})`
  if ('rateLimit' in binding) {
    const inner = Object.entries(binding.rateLimit).map(([key, value]) => `(name = ${quote(key)}, json = "${value}")`)
    return `(${name}, wrapped = (moduleName = ${quote(RATE_LIMITER_MODULE)}, innerBindings = [${inner.join(', ')}]))`
  }
  const entrypoint = binding.entrypoint === undefined ? '' : `, entrypoint = ${quote(binding.entrypoint)}`
  return `(${name}, service = (name = ${quote(binding.service)}${entrypoint}))`
}

// A string of Cap'n Proto takes the escapes of JSON.
function quote(text: string): string {
  return JSON.stringify(text)
}
