// Starts a running system anew: as it is, with another configuration of its gateway, or without its domains.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestHarnessOptions } from 'wrangler'
import { programPath } from '../../project/program.ts'
import type { Table } from '../../project/table.ts'
import { inlineWorker, type System } from '../system.ts'

type Workers = NonNullable<TestHarnessOptions['workers']>

const originals = new WeakMap<System, TestHarnessOptions>()

/** Starts every Worker anew: their memory is gone, and what they have stored is there. */
export async function restartSystem({ harness }: System): Promise<void> {
  await harness.update((options) => options)
}

/** Starts the system with a changed configuration of its gateway. */
export async function changeGateway(system: System, change: (config: Table) => Table): Promise<void> {
  await changeWorkers(system, ([gateway, ...others]) => {
    if (gateway === undefined || !('configPath' in gateway)) throw new TypeError('a system has its gateway first')
    const config = JSON.parse(readFileSync(String(gateway.configPath), 'utf8')) as Table
    const configPath = join(dirname(String(gateway.configPath)), 'wrangler.changed.json')
    writeFileSync(configPath, JSON.stringify(change(config)))
    return [{ ...gateway, configPath }, ...others]
  })
}

/** Starts the system without these Workers: a call of one is answered as `wrangler dev` does when a Worker is missing. */
export async function removeWorkers(system: System, names: readonly string[]): Promise<void> {
  await changeWorkers(system, (workers) => [
    ...workers.filter((worker) => !('configPath' in worker) || !names.includes(nameIn(String(worker.configPath)))),
    ...names.map((name) => inlineWorker(name, programPath(import.meta.url, '../absent-worker'))),
  ])
}

/** Starts the system as it was at first. */
export async function restoreSystem(system: System): Promise<void> {
  const original = originals.get(system)
  if (original !== undefined) await system.harness.update(original)
}

async function changeWorkers(system: System, change: (workers: Workers) => Workers): Promise<void> {
  await system.harness.update((options) => {
    if (!originals.has(system)) originals.set(system, options)
    return { ...options, workers: change((originals.get(system) ?? options).workers ?? []) }
  })
}

function nameIn(configPath: string): string {
  return String((JSON.parse(readFileSync(configPath, 'utf8')) as Table)['name'])
}
