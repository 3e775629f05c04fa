// The gateway as a Worker of a plain workerd.
import type { Binding, WorkerdWorker } from './configuration.ts'

/** What differs from one to the next. */
export interface GatewayWorker {
  readonly name: string
  readonly bundle: string
  /** Its configuration, as .dev.vars has it. */
  readonly variables: Readonly<Record<string, string>>
  /** Whatever it is bound to besides what it can't do without. */
  readonly bindings?: readonly Binding[]
}

/** The gateway with what it can't do without. The Worker `kv` is its KV namespace, and stands in for its assets. */
export function gatewayWorker({ name, bundle, variables, bindings = [] }: GatewayWorker): WorkerdWorker {
  return {
    name,
    bundle,
    bindings: [
      ...Object.entries(variables).map(([variable, text]) => ({ name: variable, text })),
      { name: 'KEYS', kv: 'kv' },
      { name: 'ASSETS', service: 'kv' },
      { name: 'PROOFS', durableObject: 'ProofMemory' },
      { name: 'EXCHANGE', durableObject: 'Exchange' },
      ...bindings,
    ],
    durableObjects: ['ProofMemory', 'Exchange'],
  }
}
