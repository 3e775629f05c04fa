// The entry `gatehouse/gate`: a gate for a Worker that has no gateway, with the same verifier and with keys of its own.
export { createGate, type GateSettings } from './create-gate.ts'
export type { BoundRequest, ReplayStore } from '../access/binding.ts'
export type { Gate } from '../access/gate.ts'
export type { Algorithm, Background } from '../access/trust.ts'
export type { Verdict } from '../access/verifier.ts'
