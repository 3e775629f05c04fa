// Types for the steps of a plan. Each is one call of the Management API, as data, so that a plan can be shown before anything is done.
import type { Management } from 'auth0'
import type { Purpose } from './ownership.ts'

type Call =
  | { readonly kind: 'create-api'; readonly body: Management.CreateResourceServerRequestContent }
  | { readonly kind: 'update-api'; readonly id: string; readonly body: Management.UpdateResourceServerRequestContent }
  | {
      readonly kind: 'create-application'
      readonly purpose: Purpose
      readonly body: Management.CreateClientRequestContent
    }
  | {
      readonly kind: 'update-application'
      readonly purpose: Purpose
      readonly id: string
      readonly body: Management.UpdateClientRequestContent
    }
  | { readonly kind: 'delete-application'; readonly id: string }
  | {
      readonly kind: 'create-grant'
      readonly purpose: Purpose
      /** For whom the application gets tokens: for itself, or for a user. */
      readonly subject: 'client' | 'user'
      readonly audience: string
      readonly scope: readonly string[]
    }
  | { readonly kind: 'update-grant'; readonly id: string; readonly scope: readonly string[] }
  | { readonly kind: 'create-role'; readonly name: string; readonly description: string }
  | { readonly kind: 'update-role'; readonly id: string; readonly description: string }
  | { readonly kind: 'delete-role'; readonly id: string }
  | ({ readonly kind: 'add-permissions' | 'remove-permissions' } & RolePermissions)
  | { readonly kind: 'create-action'; readonly name: string; readonly code: string }
  | { readonly kind: 'update-action'; readonly id: string; readonly code: string }
  | { readonly kind: 'deploy-action'; readonly name: string }
  /** `kept`: the ids of the bindings that stay, in their order. Ours follow them. */
  | { readonly kind: 'bind-actions'; readonly names: readonly string[]; readonly kept: readonly string[] }
  | { readonly kind: 'delete-action'; readonly id: string }
  | { readonly kind: 'set-backchannel-logout'; readonly url: string }
  | { readonly kind: 'set-resource-parameter' }
  | {
      readonly kind: 'create-event-stream'
      readonly name: string
      readonly url: string
      readonly types: readonly string[]
    }
  | {
      readonly kind: 'update-event-stream'
      readonly id: string
      readonly url: string | null
      readonly types: readonly string[]
    }
  | { readonly kind: 'delete-event-stream'; readonly id: string }

/** The permissions of a role, which is found by its name: the plan may be what makes it. */
export interface RolePermissions {
  readonly role: string
  readonly audience: string
  readonly names: readonly string[]
}

/** One change. */
export type Step = Call & {
  /** As Terraform writes it: made, changed, deleted. */
  readonly sign: '+' | '~' | '-'
  readonly title: string
  /** What changes in it, a line each, with its own sign. */
  readonly details: readonly string[]
  /** Something that not every plan of Auth0 has: it is left out then, with this sentence on how to do without. */
  readonly optional?: string
}

/** What is different and stays: a person has made it, or it would be deleted. */
export interface Drift {
  readonly title: string
  readonly detail: string
  /** Whether `--prune` deletes it. */
  readonly isOurs: boolean
}

/** What a part of the tenant needs. */
export interface Changes {
  readonly steps: readonly Step[]
  readonly drift: readonly Drift[]
}

/** No change. */
export const NO_CHANGES: Changes = { steps: [], drift: [] }

/** The changes of several parts, in their order. */
export function allChanges(parts: readonly Changes[]): Changes {
  return { steps: parts.flatMap(({ steps }) => steps), drift: parts.flatMap(({ drift }) => drift) }
}

/** A list as it must become, and what is in it that nothing asks for. */
export interface ListChange {
  readonly next: readonly string[]
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly extra: readonly string[]
}

/** Compares a list: what is missing is added, and what is too much stays unless `removes` it. */
export function compareList(
  wanted: readonly string[],
  current: readonly string[],
  removes: (extra: string) => boolean,
): ListChange {
  const added = wanted.filter((one) => !current.includes(one))
  const extra = current.filter((one) => !wanted.includes(one))
  const removed = extra.filter(removes)
  const next = [...current.filter((one) => !removed.includes(one)), ...added]
  return { next, added, removed, extra: extra.filter((one) => !removed.includes(one)) }
}

/** The lines of a list's change. */
export function listDetails(name: string, { added, removed }: ListChange): string[] {
  return [...added.map((one) => `+ ${name}: ${one}`), ...removed.map((one) => `- ${name}: ${one}`)]
}
