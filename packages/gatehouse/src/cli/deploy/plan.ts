// In which steps everything is deployed: a pure function of what there is to deploy and what is there already, so that a deploy
// that was stopped halfway goes on where it stopped.
import { CommandError } from '../command-error.ts'
import type { Namespace, Target, Targets } from './targets.ts'

/** The resources that exist already. */
export interface Present {
  /** The Workers that are served, by name. */
  readonly workers: ReadonlySet<string>
  /** The names of the D1 databases. */
  readonly databases: ReadonlySet<string>
  /** The KV bindings of the Workers, as `worker/BINDING`. */
  readonly bound: ReadonlySet<string>
}

/** One step, in words for people beside what it does. */
export type Step = { readonly title: string } & (
  | { readonly kind: 'doctor' | 'smoke' }
  | { readonly kind: 'namespace'; readonly worker: Target; readonly namespace: Namespace }
  | { readonly kind: 'database' | 'migrate'; readonly worker: Target; readonly database: string }
  | { readonly kind: 'bootstrap' | 'deploy'; readonly worker: Target }
)

/** The part of the project to deploy. */
export interface DeployScope {
  /** The folders to deploy, `gateway` among them or not; nothing for all. */
  readonly only: readonly string[]
  readonly doctor: boolean
  readonly smoke: boolean
}

/** Nothing is there: what a dry run builds. */
export const NOTHING: Present = { workers: new Set(), databases: new Set(), bound: new Set() }

/**
 * The steps of a deploy. A service binding's target must exist when its caller is deployed, and the bindings point both ways: so
 * while there is no gateway it goes up without services first, then each domain after those that it calls, then the gateway.
 *
 * @throws CommandError for a folder that does not exist, or when some of a system is to be deployed that is not there at all
 */
export function planDeploy(
  { gateway, domains }: Targets,
  present: Present,
  { only, doctor, smoke }: DeployScope,
): Step[] {
  const folders = [gateway, ...domains].map(({ folder }) => folder)
  const unknown = only.find((folder) => !folders.includes(folder))
  if (unknown !== undefined) throw new CommandError(`there is no "${unknown}": --only takes ${folders.join(', ')}`)
  const isThere = ({ name }: Target): boolean => present.workers.has(name)
  const isWanted = ({ folder }: Target): boolean => only.length === 0 || only.includes(folder)
  if (only.length > 0 && !isThere(gateway))
    throw new CommandError(`${gateway.name} does not exist yet: deploy everything once, without --only`)
  const absent = only.includes(gateway.folder)
    ? domains.find((domain) => !isThere(domain) && !isWanted(domain))
    : undefined
  if (absent !== undefined)
    throw new CommandError(
      `the gateway can't be bound to ${absent.name}, which does not exist yet: add --only ${absent.folder}`,
    )
  const bootstrap: Step = { kind: 'bootstrap', title: 'gateway: first deploy, without services', worker: gateway }
  return [
    ...(doctor ? [{ kind: 'doctor', title: 'the configuration and the tenant' } as const] : []),
    ...(isWanted(gateway) ? namespacesOf(gateway, present) : []),
    ...(isThere(gateway) ? [] : [bootstrap]),
    ...domains.filter(isWanted).flatMap((worker) => [
      ...namespacesOf(worker, present),
      // Its tables are there before the code that reads them.
      ...worker.databases.flatMap((database) => databaseSteps(worker, database, present)),
      deployOf(worker),
    ]),
    ...(isWanted(gateway) ? [deployOf(gateway)] : []),
    ...(smoke ? [{ kind: 'smoke', title: 'health, readiness and one refusal' } as const] : []),
  ]
}

function deployOf(worker: Target): Step {
  return { kind: 'deploy', title: `${worker.folder}: deploy`, worker }
}

function namespacesOf(worker: Target, { bound }: Present): Step[] {
  return worker.namespaces
    .filter(({ binding }) => !bound.has(`${worker.name}/${binding}`))
    .map((namespace) => ({ kind: 'namespace', title: `${worker.folder}: KV ${namespace.title}`, worker, namespace }))
}

function databaseSteps(worker: Target, database: string, { databases }: Present): Step[] {
  const step = { worker, database }
  return [
    ...(databases.has(database)
      ? []
      : [{ kind: 'database', title: `${worker.folder}: D1 ${database}`, ...step } as const]),
    { kind: 'migrate', title: `${worker.folder}: migrate ${database}`, ...step },
  ]
}
