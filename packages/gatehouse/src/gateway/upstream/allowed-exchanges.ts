// Says what the tokens of callers may be exchanged for. A Worker with the binding `AUTH` names an audience, and it need not be one of the
// project: without a list it could turn a token of a caller into one for any API of the tenant.
import { isRecord } from '../../access/index.ts'
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import type { GatewayTable } from '../handler.ts'

/** The scopes that may be asked for, by audience. */
export type AllowedExchanges = ReadonlyMap<string, ReadonlySet<string>>

/** Returns what the services of a project say of their tokens, and its setting `auth0.exchanges`. */
export function allowedExchanges({ services, settings = {} }: Pick<GatewayTable, 'services' | 'settings'>) {
  const allowed = new Map<string, Set<string>>()
  const rules = [...services.flatMap(({ exchange = [] }) => exchange), ...(settings.exchanges ?? [])]
  for (const { audience, scopes } of rules)
    allowed.set(audience, new Set([...(allowed.get(audience) ?? []), ...scopes]))
  return allowed satisfies AllowedExchanges
}

/** Returns a rule if it is one, and everything in it is allowed; else `null`. @param rule what another Worker has sent */
export function allowedRule(rule: unknown, allowed: AllowedExchanges): ExchangeRule | null {
  if (!isRecord(rule)) return null
  const { audience, scopes } = rule
  if (typeof audience !== 'string' || !Array.isArray(scopes)) return null
  const known = allowed.get(audience)
  return known !== undefined && scopes.every((scope: unknown) => typeof scope === 'string' && known.has(scope))
    ? { audience, scopes: scopes as string[] }
    : null
}
