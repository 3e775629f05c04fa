// Compares a tenant with what it must have, part by part. Pure: the result is the plan. Nothing is deleted unless `prune` says so, and
// then only what is ours.
import { actionChanges } from './action-changes.ts'
import { applicationChanges, findApplications, type KnownApplications } from './application-changes.ts'
import type { Current } from './current.ts'
import type { Desired } from './desired.ts'
import { exchangeChanges } from './exchange-changes.ts'
import { eventStreamChanges, featureChanges } from './feature-changes.ts'
import { roleChanges } from './role-changes.ts'
import { allChanges, type Changes, compareList, listDetails, NO_CHANGES } from './step.ts'

/** How to plan. */
export interface PlanTerms {
  readonly prune: boolean
  /** The applications that the variables of the project name, where those name this tenant. */
  readonly known: KnownApplications
}

/** Plans the changes. @throws CommandError when a variable names an application of another project */
export function planChanges(desired: Desired, current: Current, terms: PlanTerms): Changes {
  const applications = findApplications(desired, current, terms.known)
  return allChanges([
    apiChanges(desired, current, terms),
    applicationChanges(desired, current, { ...terms, applications }),
    grantChanges(desired, current, { ...terms, machineId: applications.machine?.client_id }),
    exchangeChanges(desired, current, { ...terms, clientId: applications.exchange?.client_id }),
    roleChanges(desired, current, terms),
    actionChanges(desired, current, terms),
    featureChanges(desired, current, applications.login),
    eventStreamChanges(desired, current, terms),
  ])
}

function apiChanges({ api }: Desired, { api: current }: Current, { prune }: PlanTerms): Changes {
  const title = `API ${api.identifier}`
  const settings = {
    signing_alg: api.signing_alg,
    enforce_policies: true,
    token_dialect: api.token_dialect,
    allow_offline_access: true,
    ...(api.token_lifetime !== null && { token_lifetime: api.token_lifetime }),
  } as const
  if (current === null) {
    const details = [
      ...Object.entries(settings).map(([name, value]) => `+ ${name}: ${String(value)}`),
      ...api.scopes.map(({ value }) => `+ permission: ${value}`),
    ]
    const body = { name: api.name, identifier: api.identifier, ...settings, scopes: [...api.scopes] }
    return { steps: [{ sign: '+', title, details, kind: 'create-api', body }], drift: [] }
  }
  const has = new Map((current.scopes ?? []).map(({ value, description = '' }) => [value, description]))
  const names = compareList(
    api.scopes.map(({ value }) => value),
    [...has.keys()],
    () => prune,
  )
  const described = api.scopes.filter(({ value, description }) => has.has(value) && has.get(value) !== description)
  const changed = Object.entries(settings).filter(([name, value]) => current[name as keyof typeof settings] !== value)
  const details = [
    ...changed.map(
      ([name, value]) => `~ ${name}: ${String(current[name as keyof typeof settings])} → ${String(value)}`,
    ),
    ...described.map(({ value, description }) => `~ description of ${value}: "${has.get(value)}" → "${description}"`),
    ...listDetails('permission', names),
  ]
  const wanted = new Map(api.scopes.map((scope) => [scope.value, scope]))
  const scopes = names.next.map((value) => wanted.get(value) ?? { value, description: has.get(value) ?? '' })
  const withScopes = described.length > 0 || names.added.length > 0 || names.removed.length > 0
  const body = { ...Object.fromEntries(changed), ...(withScopes && { scopes }) }
  return {
    steps: details.length === 0 ? [] : [{ sign: '~', title, details, kind: 'update-api', id: current.id ?? '', body }],
    drift: names.extra.map((name) => ({
      title,
      detail: `the permission ${name} is in no contract`,
      isOurs: true,
    })),
  }
}

function grantChanges(
  { api, machineScopes }: Desired,
  { grants }: Current,
  { prune, machineId }: PlanTerms & { readonly machineId: string | undefined },
): Changes {
  if (machineScopes === null) return NO_CHANGES
  const isOfMachine = (grant: (typeof grants)[number]): boolean =>
    grant.client_id === machineId && grant.subject_type !== 'user'
  const title = `grant of the machine application for ${api.identifier}`
  const grant = machineId === undefined ? undefined : grants.find(isOfMachine)
  if (grant === undefined) {
    const details = machineScopes.map((name) => `+ scope: ${name}`)
    return {
      steps: [
        {
          sign: '+',
          title,
          details,
          kind: 'create-grant',
          purpose: 'machine',
          subject: 'client',
          audience: api.identifier,
          scope: machineScopes,
        },
      ],
      drift: [],
    }
  }
  const scopes = compareList(machineScopes, grant.scope ?? [], () => prune)
  const details = listDetails('scope', scopes)
  return {
    steps:
      details.length === 0
        ? []
        : [{ sign: '~', title, details, kind: 'update-grant', id: grant.id ?? '', scope: scopes.next }],
    drift: scopes.extra.map((name) => ({
      title,
      detail: `it has the scope ${name} too`,
      isOurs: true,
    })),
  }
}
