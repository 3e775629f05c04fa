// A gate for a Worker that has no gateway: the same verifier, with keys of its own.
export { createGate, type GateSettings } from './create-gate.ts'
