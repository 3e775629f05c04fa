// Finds out what the routes of a project require of a login, because a tenant must then say it in access tokens.
import type { Policy } from '../access/index.ts'

/** What any route of a project requires. */
export interface LoginDemands {
  /** The claims about a login. */
  readonly withLogin: boolean
  /** A second factor too. */
  readonly withSecondFactor: boolean
}

/** Finds it out. @param accesses those of all routes */
export function loginDemandsOf(accesses: readonly Policy[]): LoginDemands {
  const kinds = accesses.flatMap(kindsIn)
  const withSecondFactor = kinds.includes('mfa')
  return { withLogin: withSecondFactor || kinds.includes('recentLogin'), withSecondFactor }
}

function kindsIn(policy: Policy): readonly Policy['kind'][] {
  return 'policies' in policy ? policy.policies.flatMap(kindsIn) : [policy.kind]
}
