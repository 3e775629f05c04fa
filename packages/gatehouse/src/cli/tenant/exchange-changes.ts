// Compares what the exchange of tokens for services needs: the API of each service, and the grant by which the application gets tokens of users
// for it (Auth0, On-Behalf-Of Token Exchange). The application itself is compared with the others.
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import type { Current, CurrentTarget } from './current.ts'
import type { Desired } from './desired.ts'
import { allChanges, type Changes, compareList, type Drift, listDetails, type Step } from './step.ts'

/** The changes. @param clientId of the application that exchanges, where there is one already */
export function exchangeChanges(
  { api, exchanges }: Desired,
  { targets }: Current,
  { prune, clientId }: { readonly prune: boolean; readonly clientId: string | undefined },
): Changes {
  return allChanges(
    exchanges.map((exchange) => {
      const target = targets.find(({ audience }) => audience === exchange.audience)
      const grant = grantChanges(exchange, target, { prune, clientId })
      return {
        steps: [...apiSteps(exchange, target, api), ...grant.steps],
        drift: [...apiDrift(exchange, target?.api ?? null), ...grant.drift],
      }
    }),
  )
}

// The API of a service has an owner: one that is there gets the scopes that it lacks, and nothing else.
function apiSteps(
  { audience, scopes }: ExchangeRule,
  target: CurrentTarget | undefined,
  { name, token_dialect }: Desired['api'],
): Step[] {
  const title = titleOf(audience)
  const described = scopes.map((value) => ({ value, description: value }))
  if (target?.api === null || target === undefined) {
    // Only what is granted may get tokens for it: a client of another kind would pass the gateway by.
    const policy = 'require_client_grant' as const
    // Without RBAC every user would get all of the scopes, and the tokens would have no permissions.
    const settings = {
      signing_alg: 'RS256',
      enforce_policies: true,
      token_dialect,
      skip_consent_for_verifiable_first_party_clients: true,
    } as const
    const subjects = { user: { policy }, client: { policy } }
    const details = [
      ...Object.entries(settings).map(([key, value]) => `+ ${key}: ${String(value)}`),
      `+ subject_type_authorization: ${policy}`,
      ...scopes.map((scope) => `+ permission: ${scope}`),
    ]
    const body = {
      name: `${name} (${audience})`,
      identifier: audience,
      ...settings,
      subject_type_authorization: subjects,
      scopes: described,
    }
    return [{ sign: '+', title, details, kind: 'create-api', body }]
  }
  const has = target.api.scopes ?? []
  const missing = described.filter(({ value }) => !has.some((scope) => scope.value === value))
  if (missing.length === 0) return []
  const details = missing.map(({ value }) => `+ permission: ${value}`)
  const body = { scopes: [...has, ...missing] }
  return [{ sign: '~', title, details, kind: 'update-api', id: target.api.id ?? '', body }]
}

function apiDrift({ audience }: ExchangeRule, api: CurrentTarget['api']): Drift[] {
  if (api === null) return []
  const drift = (detail: string): Drift[] => [{ title: titleOf(audience), detail, isOurs: false }]
  if (api.enforce_policies !== true)
    return drift('RBAC is off: every user gets all of its scopes, and its tokens have no permissions')
  if (api.token_dialect?.endsWith('_authz') !== true)
    return drift('its tokens have no permissions: «Add Permissions in the Access Token» is off')
  return []
}

function titleOf(audience: string): string {
  return `API ${audience}`
}

function grantChanges(
  { audience, scopes }: ExchangeRule,
  target: CurrentTarget | undefined,
  { prune, clientId }: { readonly prune: boolean; readonly clientId: string | undefined },
): Changes {
  const title = `grant of the application that exchanges tokens for ${audience}`
  const grant = target?.grants.find((one) => one.client_id === clientId && one.subject_type === 'user')
  if (grant === undefined || clientId === undefined) {
    const details = ['+ subject_type: user', ...scopes.map((name) => `+ scope: ${name}`)]
    const step = { kind: 'create-grant', purpose: 'exchange', subject: 'user', audience, scope: scopes } as const
    return { steps: [{ sign: '+', title, details, ...step }], drift: [] }
  }
  const compared = compareList(scopes, grant.scope ?? [], () => prune)
  const details = listDetails('scope', compared)
  return {
    steps:
      details.length === 0
        ? []
        : [{ sign: '~', title, details, kind: 'update-grant', id: grant.id ?? '', scope: compared.next }],
    drift: compared.extra.map((name) => ({ title, detail: `it has the scope ${name} too`, isOurs: true })),
  }
}
