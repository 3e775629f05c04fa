// Models a Worker in the fake of Cloudflare's API.

/** A Worker as it is deployed. */
export interface DeployedWorker {
  readonly versions: string[]
  /** The versions that are served, the latest deployment last. */
  readonly deployments: { readonly version_id: string; readonly percentage: number }[][]
  bindings: readonly { readonly type: string; readonly name: string; readonly [field: string]: unknown }[]
  migrationTag: string | undefined
  /** The secrets that each version was made with, as text. */
  readonly secrets: Map<string, string>
}

/** Its settings: its bindings, without the values of secrets. */
export function settingsOf({ bindings }: DeployedWorker): unknown {
  return { bindings: bindings.map(({ text: _text, ...binding }) => binding) }
}

/** The names of its secrets. */
export function secretsOf({ bindings }: DeployedWorker): unknown {
  return bindings.filter(({ type }) => type === 'secret_text').map(({ name, type }) => ({ name, type }))
}

/** The deployments, the latest first. */
export function deploymentsOf({ deployments }: DeployedWorker): unknown {
  const all = deployments.map((versions, index) => ({
    id: String(index),
    source: 'wrangler',
    strategy: 'percentage',
    author_email: 'someone@example.com',
    created_on: new Date(index * 1000).toISOString(),
    versions,
  }))
  return { deployments: all.toReversed() }
}

/** Records by id and name. */
export function listOf(things: ReadonlyMap<string, string>, idField: string, nameField: string): unknown {
  return [...things].map(([id, name]) => ({ [idField]: id, [nameField]: name }))
}

/** Adds a secret, or replaces it. @param body the request of `wrangler secret put` */
export function addSecret(worker: DeployedWorker, body: string): unknown {
  const secret = JSON.parse(body) as { name: string; text: string; type: string }
  worker.bindings = [...worker.bindings.filter(({ name }) => name !== secret.name), secret]
  return { name: secret.name, type: secret.type }
}
