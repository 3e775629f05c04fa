// The part of Cloudflare's API that a deploy asks by itself, because wrangler's answers are meant for people: what is deployed, which
// databases and namespaces there are, and the way back to an earlier version. Everything that is built is sent by wrangler.

import { CommandError } from '../command-error.ts'

/** Longest that the API may take to answer. */
const API_TIMEOUT_MILLIS = 30_000
const NAMES_PER_PAGE = 100
/** «This Worker does not exist on your account», in its two spellings. */
const WORKER_UNKNOWN = [10_007, 10_090]

/** A deployment of an earlier version, refused because secrets have changed since. */
const SECRETS_CHANGED = 10_220

/** The versions that are served, each with its share in per cent. */
export type Deployment = readonly { readonly version_id: string; readonly percentage: number }[]

/** A binding of a deployed Worker. */
export interface DeployedBinding {
  readonly type: string
  readonly name: string
}

/** The URL of the API, and the account. */
export interface Access {
  readonly url: string
  readonly token: string
  readonly account: string
}

/** A refusal of the API: what the token or the account lacks, in Cloudflare's words. */
export class CloudflareError extends CommandError {
  readonly codes: readonly number[]

  constructor(what: string, errors: readonly { readonly code?: number; readonly message?: string }[], status: number) {
    const reasons = errors.map(({ code, message }) => `${message} [${code}]`).join('; ')
    super(`Cloudflare refused to ${what}: ${reasons === '' ? `status ${status}` : reasons}`)
    this.codes = errors.flatMap(({ code }) => code ?? [])
  }
}

/** An account at Cloudflare. */
export class Account {
  readonly #access: Access
  readonly #fetch: typeof fetch

  constructor(access: Access, fetcher: typeof fetch = fetch) {
    this.#access = access
    this.#fetch = fetcher
  }

  /** Returns what is served under a Worker's name; `null` when there is no such Worker, or nothing of it is served. */
  async deployment(worker: string): Promise<Deployment | null> {
    type Deployments = { deployments: { versions: Deployment }[] }
    const found = await this.#ofWorker<Deployments>(worker, 'deployments', 'read the deployments of')
    return found?.deployments[0]?.versions ?? null
  }

  /** The bindings of a deployed Worker, secrets too but never their values; none when there is no such Worker. */
  async bindings(worker: string): Promise<readonly DeployedBinding[]> {
    const found = await this.#ofWorker<{ bindings?: DeployedBinding[] }>(worker, 'settings', 'read the bindings of')
    return found?.bindings ?? []
  }

  /** Serves these versions again, also when a secret has changed since: Cloudflare requires a confirmation of that. */
  async serve(worker: string, versions: Deployment, message: string): Promise<void> {
    const deploy = async (query: string): Promise<void> => {
      await this.#call('POST', `/workers/scripts/${worker}/deployments${query}`, `roll ${worker} back`, {
        strategy: 'percentage',
        versions,
        annotations: { 'workers/message': message },
      })
    }
    try {
      await deploy('')
    } catch (error) {
      if (!(error instanceof CloudflareError) || !error.codes.includes(SECRETS_CHANGED)) throw error
      await deploy('?force=true')
    }
  }

  /** The KV namespaces: their ids, by title. */
  async namespaces(): Promise<ReadonlyMap<string, string>> {
    const found = await this.#all<{ id: string; title: string }>('/storage/kv/namespaces', 'list the KV namespaces')
    return new Map(found.map(({ id, title }) => [title, id]))
  }

  /** Makes a KV namespace. @returns its id */
  async makeNamespace(title: string): Promise<string> {
    const made = await this.#call<{ id: string }>('POST', '/storage/kv/namespaces', `make KV ${title}`, { title })
    return made.id
  }

  /** The names of the D1 databases. */
  async databases(): Promise<ReadonlySet<string>> {
    const found = await this.#all<{ name: string }>('/d1/database', 'list the D1 databases')
    return new Set(found.map(({ name }) => name))
  }

  /** Makes a D1 database. */
  async makeDatabase(name: string): Promise<void> {
    await this.#call('POST', '/d1/database', `make D1 ${name}`, { name })
  }

  /** The account's part of `*.workers.dev`. */
  async subdomain(): Promise<string> {
    const { subdomain } = await this.#call<{ subdomain: string }>('GET', '/workers/subdomain', 'read the subdomain')
    return subdomain
  }

  async #ofWorker<Result>(worker: string, part: string, what: string): Promise<Result | null> {
    try {
      return await this.#call<Result>('GET', `/workers/scripts/${worker}/${part}`, `${what} ${worker}`)
    } catch (error) {
      // Nothing else may look like a Worker that does not exist: a gateway that is up would be replaced by one without services.
      if (error instanceof CloudflareError && error.codes.some((code) => WORKER_UNKNOWN.includes(code))) return null
      throw error
    }
  }

  async #all<Item>(path: string, what: string): Promise<Item[]> {
    const items: Item[] = []
    for (let page = 1; ; page += 1) {
      const found = await this.#call<Item[]>('GET', `${path}?per_page=${NAMES_PER_PAGE}&page=${page}`, what)
      items.push(...found)
      if (found.length < NAMES_PER_PAGE) return items
    }
  }

  async #call<Result>(method: string, path: string, what: string, body?: unknown): Promise<Result> {
    const { url, account, token } = this.#access
    const answer = await this.#fetch(`${url}/accounts/${account}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(API_TIMEOUT_MILLIS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new CommandError(`Cloudflare's API can't be reached to ${what}`, { cause })
    })
    const { success, result, errors } = (await answer.json().catch(() => ({}))) as Envelope<Result>
    if (success !== true || result === undefined) throw new CloudflareError(what, errors ?? [], answer.status)
    return result
  }
}

interface Envelope<Result> {
  readonly success?: boolean
  readonly result?: Result
  readonly errors?: readonly { readonly code?: number; readonly message?: string }[]
}
