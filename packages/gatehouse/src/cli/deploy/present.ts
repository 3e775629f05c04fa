// Lists the resources to be deployed that an account has already.
import type { Account, Deployment } from './cloudflare.ts'
import type { Present } from './plan.ts'
import type { Targets } from './targets.ts'

/** The existing resources, the versions that each Worker serves, and the secrets of the gateway. */
export interface Found {
  readonly present: Present
  /** By the name of the Worker; `null` for one that serves nothing. */
  readonly before: ReadonlyMap<string, Deployment | null>
  readonly secretNames: readonly string[]
}

/** Asks the account. @throws Error when it can't be asked: then nothing may be taken for absent */
export async function readPresent(account: Account, { gateway, domains }: Targets): Promise<Found> {
  const targets = [gateway, ...domains]
  const [databases, deployments, bindings] = await Promise.all([
    account.databases(),
    Promise.all(targets.map(({ name }) => account.deployment(name))),
    Promise.all(targets.map(({ name }) => account.bindings(name))),
  ])
  const before = new Map(targets.map(({ name }, index) => [name, deployments[index] ?? null]))
  const all = targets.flatMap((target, index) => (bindings[index] ?? []).map((binding) => ({ target, ...binding })))
  return {
    present: {
      workers: new Set(targets.filter(({ name }) => before.get(name) !== null).map(({ name }) => name)),
      databases,
      bound: new Set(
        all.filter(({ type }) => type === 'kv_namespace').map(({ target, name }) => `${target.name}/${name}`),
      ),
    },
    before,
    secretNames: all.filter(({ target, type }) => target === gateway && type === 'secret_text').map(({ name }) => name),
  }
}
