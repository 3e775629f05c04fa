// Checks origins/<name>/service.ts. Each fault is a sentence that says what to do.
import { isOrigin, originVariableOf } from '../gateway/upstream/origin-address.ts'
import type { Contract } from './contract.ts'

const BINDING = /^[A-Z][A-Z\d_]*$/
const WORKER = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/

/**
 * Checks where a service is.
 *
 * @param taken names that the gateway's bindings and variables have already, those of other services among them
 */
export function checkSettings({ name, origin: settings }: Contract, taken: readonly string[]): string[] {
  if (name === null || settings === undefined) return []
  const file = `origins/${name}/service.ts`
  if ('origin' in settings === 'binding' in settings)
    return [
      `${file} needs exactly one of "origin" (a service over https) and "binding" (a Worker of another repository): ${'origin' in settings ? 'remove one' : 'add one'}`,
    ]
  if ('origin' in settings) {
    const { origin, healthPath = '/' } = settings
    return [
      ...(isOrigin(origin)
        ? []
        : [
            `${file} needs an origin such as https://${name}.example.com, without a path (http only on a loopback host); ${originVariableOf(name)} replaces it`,
          ]),
      ...(healthPath.startsWith('/') ? [] : [`${file} needs a healthPath that starts with /`]),
    ]
  }
  const { binding, service, environments = {} } = settings
  const faults = BINDING.test(binding)
    ? []
    : [`${file} needs a binding of capital letters, digits and underscores, such as ORDERS, not "${binding}"`]
  if (taken.includes(binding)) faults.push(`${file} needs another binding: ${binding} of the gateway is something else`)
  // A module was not necessarily checked by the compiler.
  const workers: readonly unknown[] = [service, ...Object.values(environments)]
  for (const worker of workers) {
    if (typeof worker !== 'string' || !WORKER.test(worker))
      faults.push(
        `${file} needs the name of a deployed Worker as "service", such as "${name}", not "${String(worker)}"`,
      )
  }
  return faults
}
