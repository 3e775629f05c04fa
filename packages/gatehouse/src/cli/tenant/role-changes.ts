// Compares the roles of a tenant with those of gatehouse.config.ts. Permissions of other APIs are never looked at.
import type { Current, CurrentRole } from './current.ts'
import type { Desired, DesiredRole } from './desired.ts'
import { isMarkedRole } from './ownership.ts'
import { allChanges, type Changes, compareList, type Drift, type Step } from './step.ts'

/** The changes of roles. */
export function roleChanges(desired: Desired, { roles }: Current, { prune }: { readonly prune: boolean }): Changes {
  const { project, api } = desired
  const wanted = new Set(desired.roles.map(({ name }) => name))
  const unwanted = roles.filter(({ name, description }) => !wanted.has(name) && isMarkedRole(project, description))
  const gone: Changes = {
    steps: prune
      ? unwanted.map(({ id, name }): Step => ({
          sign: '-',
          title: `role ${name}`,
          details: [],
          kind: 'delete-role',
          id,
        }))
      : [],
    drift: prune
      ? []
      : unwanted.map(({ name }) => ({
          title: `role ${name}`,
          detail: 'it is not in gatehouse.config.ts any more',
          isOurs: true,
        })),
  }
  const compared = desired.roles.map((role) => {
    const current = roles.find(({ name }) => name === role.name)
    return changesOf(role, current, { project, audience: api.identifier, prune })
  })
  return allChanges([...compared, gone])
}

interface RoleTerms {
  readonly project: string
  readonly audience: string
  readonly prune: boolean
}

function changesOf(role: DesiredRole, current: CurrentRole | undefined, terms: RoleTerms): Changes {
  const { project, audience, prune } = terms
  const title = `role ${role.name}`
  const isOurs = current === undefined || isMarkedRole(project, current.description)
  const has = (current?.permissions ?? []).filter((one) => one.audience === audience).map(({ name }) => name)
  const { added, removed, extra } = compareList(role.permissions, has, () => prune && isOurs)
  const permissions = { role: role.name, audience }
  const steps: Step[] = [
    ...(current === undefined
      ? [
          {
            sign: '+' as const,
            title,
            details: [],
            kind: 'create-role' as const,
            name: role.name,
            description: role.description,
          },
        ]
      : []),
    ...(current !== undefined && isOurs && current.description !== role.description
      ? [
          {
            sign: '~' as const,
            title,
            details: [`~ description: ${current.description} → ${role.description}`],
            kind: 'update-role' as const,
            id: current.id,
            description: role.description,
          },
        ]
      : []),
    ...(added.length > 0
      ? [
          {
            sign: current === undefined ? ('+' as const) : ('~' as const),
            title: `permissions of the role ${role.name}`,
            details: added.map((name) => `+ permission: ${name}`),
            kind: 'add-permissions' as const,
            ...permissions,
            names: added,
          },
        ]
      : []),
    ...(removed.length > 0
      ? [
          {
            sign: '-' as const,
            title: `permissions of the role ${role.name}`,
            details: removed.map((name) => `- permission: ${name}`),
            kind: 'remove-permissions' as const,
            ...permissions,
            names: removed,
          },
        ]
      : []),
  ]
  const drift: Drift[] = extra.map((name) => ({ title, detail: `it has the permission ${name} too`, isOurs }))
  return { steps, drift }
}
