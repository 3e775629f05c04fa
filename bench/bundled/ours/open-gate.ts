// Stands in for packages/gatehouse/src/access/gate.ts in the reference: lets everybody in without looking, so that what is measured against
// it is the check and nothing else.
import type { Gate as RealGate, GateOptions, GateStatus } from '../../../packages/gatehouse/src/access/gate.ts'
import { KeyRing } from '../../../packages/gatehouse/src/access/key-ring.ts'
import { NOBODY, type Principal } from '../../../packages/gatehouse/src/access/principal.ts'
import type { Verdict } from '../../../packages/gatehouse/src/access/verifier.ts'

const EVERYBODY: Principal = Object.freeze({
  id: 'auth0|64b5f0c2a1e94d0008f3c7aa',
  permissions: Object.freeze(['read:bench']),
  email: null,
  kind: 'user',
  scopes: Object.freeze(['read:bench']),
  clientId: null,
  organization: null,
  provider: 'auth0',
  profile: Object.freeze({}),
  claims: Object.freeze({}),
})

/** As in the real one. */
export const NO_TOKEN: Verdict = Object.freeze({ principal: NOBODY, remembered: false, tier: null, binding: null })

const ADMITTED: Verdict = Object.freeze({ principal: EVERYBODY, remembered: true, tier: 'memory', binding: null })

/** A gate that stands open. */
export class Gate implements Pick<RealGate, 'ring' | 'admit' | 'inspect'> {
  readonly ring: KeyRing

  constructor({ source, clock, observer }: GateOptions) {
    this.ring = new KeyRing(source, clock, observer)
  }

  admit(): Promise<Verdict> {
    return Promise.resolve(ADMITTED)
  }

  inspect(): GateStatus {
    return { keySets: this.ring.inspect(), tiers: { memory: 0, binding: 0, kv: 0, tenant: 0 }, remembered: 0 }
  }
}
