// Determines the order in which Workers are deployed: the target of a service binding must exist when the caller is deployed.
import { readConfig } from './config-files.ts'
import type { Table } from './table.ts'
import { domainWorkers, type ProjectWorker } from './workers.ts'

/** A Worker by the name that it is deployed under, and the names of the Workers that it calls. */
export interface Caller {
  readonly name: string
  readonly calls: readonly string[]
}

/** Returns the domains' Workers in the order of their bindings in wrangler.toml. @throws Error for a circle */
export function domainsInOrder(): ProjectWorker[] {
  return inDeployOrder(
    domainWorkers().map((worker) => {
      const { name, services } = readConfig(worker, 'test')
      return { name: String(name), calls: (services as readonly Table[]).map(({ service }) => String(service)), worker }
    }),
  ).map(({ worker }) => worker)
}

/**
 * Sorts Workers so that each comes after those that it calls, and otherwise keeps their order. A call to itself or to a Worker outside
 * the list, such as the gateway, does not count.
 *
 * @throws Error when some call each other in a circle
 */
export function inDeployOrder<Worker extends Caller>(workers: readonly Worker[]): Worker[] {
  const byName = new Map(workers.map((worker) => [worker.name, worker]))
  const ordered = new Set<Worker>()
  const visit = (worker: Worker, path: readonly string[]): void => {
    if (ordered.has(worker)) return
    const { name } = worker
    if (path.includes(name)) throw new Error(circleOf([...path.slice(path.indexOf(name)), name]))
    for (const called of worker.calls) {
      const target = byName.get(called)
      if (target !== undefined && target !== worker) visit(target, [...path, name])
    }
    ordered.add(worker)
  }
  for (const worker of workers) visit(worker, [])
  return [...ordered]
}

function circleOf(names: readonly string[]): string {
  return `service bindings go in a circle, so none of these can be deployed first: ${names.join(' → ')}. Remove one of them`
}
