// Checks the `exchange` of a domain against its routes: the domain judges the token that it gets by the access of each route, as the gateway
// has judged that of the caller.
import type { Policy } from '../access/index.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'
import type { Contract, ContractRoute } from './contract.ts'
import { checkExchangeRule } from './settings-shape.ts'

type Simple = Exclude<Policy['kind'], 'and' | 'anyScope' | 'or' | 'scopes'>

/** What the gateway judges and the token that it gets for a domain does not say, with the reason; `null` for what it says. */
const UNSAID = {
  anyone: null,
  guest: null,
  signedIn: null,
  user: null,
  signedBy: null,
  emailRequired: null,
  organization: null,
  permissions: null,
  anyPermission: null,
  claim: null,
  machine: 'tokens of machines are not exchanged',
  recentLogin: 'it says nothing of the login',
  mfa: 'it says nothing of the login',
  actor: 'its actor is the gateway',
  agent: 'its actor is the gateway',
  directly: 'its actor is the gateway',
} as const satisfies Record<Simple, string | null>

/** Returns a sentence for each fault of a domain's `exchange`. @param file of the contract */
export function checkExchange(
  file: string,
  exchange: unknown,
  routes: readonly Pick<ContractRoute, 'access' | 'operationId'>[],
): string[] {
  if (exchange === undefined) return []
  const faults = checkExchangeRule(exchange, `${file}: service:`)
  if (faults.length > 0) return faults
  const { scopes } = exchange as ExchangeRule
  return routes.flatMap(({ operationId, access }) =>
    faultsOf(access, scopes).map(
      (fault) => `${file}: ${operationId} demands ${fault}: change its access, or remove "exchange" from the service`,
    ),
  )
}

/**
 * Returns a sentence for a domain with `exchange` whose module does not say its audience: it would refuse every request.
 *
 * @param modules the text of the module of each domain, by its name
 */
export function checkAudience(
  { name, service: { exchange }, origin }: Contract,
  modules: Readonly<Record<string, string>>,
): string[] {
  const text = origin === undefined && name !== null && exchange !== undefined ? modules[name] : undefined
  if (text === undefined || !text.includes('createDomain') || /\baudience\b/.test(text)) return []
  return [
    `the module of workers/${name} does not name the audience of its tokens: add \`audience: service.exchange.audience\` to createDomain`,
  ]
}

function faultsOf(policy: Policy, granted: readonly string[]): string[] {
  if (policy.kind === 'and') return policy.policies.flatMap((one) => faultsOf(one, granted))
  if (policy.kind === 'or') {
    const faults = policy.policies.map((one) => faultsOf(one, granted))
    return faults.find((some) => some.length === 0) ?? faults[0] ?? []
  }
  if (policy.kind === 'scopes') {
    const missing = policy.all.filter((name) => !granted.includes(name))
    return missing.map((name) => `${name}, which "exchange" does not ask for`)
  }
  if (policy.kind === 'anyScope') {
    if (policy.any.some((name) => granted.includes(name))) return []
    return [`one of ${policy.any.join(', ')}, none of which "exchange" asks for`]
  }
  const reason = UNSAID[policy.kind]
  return reason === null ? [] : [`${policy.kind}, which the token of the domain can not satisfy (${reason})`]
}
