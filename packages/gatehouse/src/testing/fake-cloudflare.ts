// Simulates the part of Cloudflare's API that a deploy uses, on a port of this machine: it stores what it receives, records every call,
// and fails where a test wants it to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addSecret, type DeployedWorker, deploymentsOf, listOf, secretsOf, settingsOf } from './deployed-worker.ts'

/** A fake of Cloudflare's API with one account. */
export interface FakeCloudflare {
  readonly url: string
  readonly workers: Map<string, DeployedWorker>
  /** Names of KV namespaces and databases, by id. */
  readonly namespaces: Map<string, string>
  readonly databases: Map<string, string>
  /** The migrations of each database, by its name. */
  readonly applied: Map<string, string[]>
  /** The changes, in order: `deploy gatehouse`, `migrate gatehouse-payments 0001_payments.sql` … */
  readonly changes: string[]
  /** Every request that is not known here. */
  readonly unknown: string[]
  /** Makes every change fail that begins like this. */
  failing: string | null
  close(): Promise<void>
}

type Answer = { readonly status?: number; readonly result?: unknown; readonly code?: number; readonly message?: string }

const ACCOUNT = /^\/client\/v4\/accounts\/account/

/** Starts it. */
export async function startCloudflare(): Promise<FakeCloudflare> {
  const fake = new Fake()
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request)
    const { status = 200, result = null, code, message } = fake.answer(request, body)
    const success = code === undefined
    response.writeHead(success ? status : status === 200 ? 400 : status, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        success,
        result,
        errors: success ? [] : [{ code, message }],
        messages: [],
        result_info: { page: 1, per_page: 100, count: 0, total_count: 0, total_pages: 1 },
      }),
    )
  }
  const server = createServer((request, response) => {
    void handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  fake.url = `http://127.0.0.1:${port}/client/v4`
  fake.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return fake
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks).toString('latin1')
}

class Fake implements FakeCloudflare {
  url = ''
  readonly workers = new Map<string, DeployedWorker>()
  readonly namespaces = new Map<string, string>()
  readonly databases = new Map<string, string>()
  readonly applied = new Map<string, string[]>()
  readonly changes: string[] = []
  readonly unknown: string[] = []
  failing: string | null = null
  close = () => Promise.resolve()
  #count = 0

  answer({ method, url, headers }: IncomingMessage, body: string): Answer {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://fake')
    const call = `${method} ${pathname.replace(ACCOUNT, '')}`
    if (headers.authorization !== 'Bearer fake-token') return { status: 403, code: 9109, message: 'Unauthorized' }
    for (const [pattern, handle] of this.#calls) {
      const match = pattern.exec(call)
      if (match === null) continue
      const [, name = ''] = match
      return handle(name, body, searchParams)
    }
    this.unknown.push(call)
    return { status: 404, code: 7003, message: `no route for ${call}` }
  }

  readonly #calls: readonly [RegExp, (name: string, body: string, query: URLSearchParams) => Answer][] = [
    // The requests of wrangler after an error, to find out whether the token is the cause.
    [
      /^GET \/client\/v4\/user(?:\/tokens\/verify)?$/,
      () => ({ result: { id: 'fake', email: 'fake@example.com', status: 'active' } }),
    ],
    [/^GET \/client\/v4\/(?:accounts|memberships)$/, () => ({ result: [] })],
    [/^GET \/workers\/services\/([^/]+)$/, (name) => this.#withWorker(name, 10_090, (worker) => this.#service(worker))],
    [/^GET \/workers\/scripts\/([^/]+)\/settings$/, (name) => this.#withWorker(name, 10_007, settingsOf)],
    [/^GET \/workers\/scripts\/([^/]+)\/secrets$/, (name) => this.#withWorker(name, 10_007, secretsOf)],
    [
      /^PUT \/workers\/scripts\/([^/]+)\/secrets$/,
      (name, body) => this.#withWorker(name, 10_007, (worker) => addSecret(worker, body)),
    ],
    [/^GET \/workers\/scripts\/([^/]+)\/deployments$/, (name) => this.#withWorker(name, 10_007, deploymentsOf)],
    [/^POST \/workers\/scripts\/([^/]+)\/deployments$/, (name, body, query) => this.#deployment(name, body, query)],
    [/^(?:PUT|POST) \/workers\/scripts\/([^/]+)(?:\/versions)?$/, (name, body) => this.#upload(name, body)],
    [/^POST \/workers\/scripts\/([^/]+)\/assets-upload-session$/, () => ({ result: { jwt: 'jwt', buckets: [] } })],
    [/^PATCH \/workers\/scripts\/([^/]+)\/script-settings$/, () => ({ result: {} })],
    [/^(?:GET|POST) \/workers\/scripts\/([^/]+)\/subdomain$/, () => ({ result: NO_SUBDOMAIN })],
    [/^PUT \/workers\/scripts\/([^/]+)\/schedules$/, () => ({ result: {} })],
    [/^GET \/workers\/workers\/([^/]+)$/, () => ({ result: { subdomain: NO_SUBDOMAIN } })],
    [/^GET \/workers\/subdomain$/, () => ({ result: { subdomain: 'example' } })],
    [/^GET \/storage\/kv\/namespaces$/, () => ({ result: listOf(this.namespaces, 'id', 'title') })],
    [/^POST \/storage\/kv\/namespaces$/, (_name, body) => this.#make('kv', this.namespaces, 'id', 'title', body)],
    [/^GET \/d1\/database$/, () => ({ result: listOf(this.databases, 'uuid', 'name') })],
    [/^POST \/d1\/database$/, (_name, body) => this.#make('d1', this.databases, 'uuid', 'name', body)],
    [/^GET \/d1\/database\/([^/]+)$/, (name) => this.#database(name)],
    [/^POST \/d1\/database\/([^/]+)\/query$/, (id, body) => this.#query(id, body)],
  ]

  #withWorker(name: string, code: number, use: (worker: DeployedWorker) => unknown): Answer {
    const worker = this.workers.get(name)
    if (worker === undefined) return { status: 404, code, message: 'This Worker does not exist on your account.' }
    return { result: use(worker) }
  }

  #service({ migrationTag }: DeployedWorker): unknown {
    const script = { tag: 'tag', tags: [], last_deployed_from: 'wrangler', migration_tag: migrationTag }
    return { default_environment: { environment: 'production', script } }
  }

  // A refused request changes nothing.
  #change(change: string): Answer | null {
    if (this.failing !== null && change.startsWith(this.failing))
      return { code: 10_000, message: `the test lets "${change}" fail` }
    this.changes.push(change)
    return null
  }

  #upload(name: string, body: string): Answer {
    const { bindings = [], migrations } = metadataOf(body)
    const missing = bindings.find(({ type, service }) => type === 'service' && !this.workers.has(String(service)))
    if (missing !== undefined)
      return { code: 10_143, message: `Could not resolve service binding '${missing.name}'. Target not found.` }
    const failure = this.#change(`deploy ${name}`)
    if (failure !== null) return failure
    const before = this.workers.get(name)
    const worker: DeployedWorker = before ?? {
      versions: [],
      deployments: [],
      bindings: [],
      migrationTag: undefined,
      secrets: new Map(),
    }
    const version = `00000000-0000-4000-8000-${String(++this.#count).padStart(12, '0')}`
    const inherited = worker.bindings.filter(({ type }) => type === 'secret_text')
    const kept = bindings.map((binding) =>
      binding.type === 'inherit' ? (worker.bindings.find((old) => old.name === binding.name) ?? binding) : binding,
    )
    worker.bindings = [...inherited.filter(({ name }) => !kept.some((binding) => binding.name === name)), ...kept]
    worker.migrationTag = migrations?.new_tag ?? worker.migrationTag
    worker.versions.push(version)
    worker.secrets.set(version, JSON.stringify(worker.bindings.filter(({ type }) => type === 'secret_text')))
    // A Worker that exists gets a version, and then a deployment of it; the first upload is both.
    if (before === undefined || migrations !== undefined)
      worker.deployments.push([{ version_id: version, percentage: 100 }])
    this.workers.set(name, worker)
    return { result: { id: version, deployment_id: version.replaceAll('-', ''), resources: { script: { etag: 'e' } } } }
  }

  #deployment(name: string, body: string, query: URLSearchParams): Answer {
    const { versions } = JSON.parse(body) as { versions: DeployedWorker['deployments'][number] }
    const { secrets } = this.workers.get(name) ?? {}
    const isOther = versions.some(({ version_id: id }) => secrets?.get(id) !== [...(secrets?.values() ?? [])].at(-1))
    if (isOther && query.get('force') !== 'true')
      return { code: 10_220, message: 'The following secrets have changed: GATEHOUSE_LOG_SALT' }
    return this.#withWorker(name, 10_007, (worker) => {
      if (versions[0]?.version_id !== worker.versions.at(-1)) this.changes.push(`roll back ${name}`)
      worker.deployments.push(versions)
      return { id: 'deployment' }
    })
  }

  #make(kind: string, things: Map<string, string>, idField: string, nameField: string, body: string): Answer {
    const name = (JSON.parse(body) as Record<string, string>)[nameField] ?? ''
    if ([...things.values()].includes(name)) return { code: 10_014, message: 'a thing with this name already exists' }
    const failure = this.#change(`${kind} ${name}`)
    if (failure !== null) return failure
    const id = `${kind}-${++this.#count}`
    things.set(id, name)
    return { result: { [idField]: id, [nameField]: name } }
  }

  #database(name: string): Answer {
    const found = [...this.databases].find((entry) => entry.includes(name))
    if (found === undefined) return { status: 404, code: 7404, message: 'The database does not exist' }
    return { result: { uuid: found[0], name: found[1] } }
  }

  #query(id: string, body: string): Answer {
    const name = this.databases.get(id) ?? ''
    const applied = this.applied.get(name) ?? []
    this.applied.set(name, applied)
    const { sql } = JSON.parse(body) as { sql: string }
    const migration = /values \('([^']+)'\);\s*$/.exec(sql)?.[1]
    if (migration !== undefined) {
      const failure = this.#change(`migrate ${name} ${migration}`)
      if (failure !== null) return failure
      applied.push(migration)
    }
    const results = /^\s*SELECT/i.test(sql) ? applied.map((file, index) => ({ id: index + 1, name: file })) : []
    return { result: [{ success: true, results, meta: { duration: 1 } }] }
  }
}

const NO_SUBDOMAIN = { enabled: false, previews_enabled: false }

interface Metadata {
  readonly bindings?: DeployedWorker['bindings']
  readonly migrations?: { readonly new_tag: string }
}

function metadataOf(form: string): Metadata {
  const json = /name="metadata"\r\n\r\n([\s\S]*?)\r\n--/.exec(form)?.[1]
  if (json === undefined) throw new Error('an upload has its metadata')
  return JSON.parse(json) as Metadata
}
