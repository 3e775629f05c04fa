// Carries out the steps of a plan: one call of the Management API each, but for the build of an Action, which is waited for.
import type { Management, ManagementClient } from 'auth0'
import type { FoundApplications } from './application-changes.ts'
import type { Current } from './current.ts'
import { TenantError } from './failures.ts'
import type { Purpose } from './ownership.ts'
import type { RolePermissions, Step } from './step.ts'

/** The ids of what is there, and of what the steps have made. */
export interface Made {
  readonly applications: Map<Purpose, string>
  readonly roles: Map<string, string>
  readonly actions: Map<string, string>
}

/** The tools for the steps. */
export interface ExecutionParts {
  readonly management: ManagementClient
  readonly made: Made
  readonly sleep: (millis: number) => Promise<void>
  /** The secret of a new event stream; `null` when there is none. */
  readonly eventToken: string | null
}

const BUILD_ATTEMPTS = 60
const BUILD_PAUSE_MILLIS = 1000

/** The ids of what is there before the first step. */
export function madeBefore(applications: FoundApplications, { roles, actions }: Current): Made {
  const found = Object.entries(applications) as [Purpose, Management.Client][]
  return {
    applications: new Map(found.map(([purpose, { client_id: id = '' }]) => [purpose, id])),
    roles: new Map(roles.map(({ name, id }) => [name, id])),
    actions: new Map(actions.map(({ name = '', id = '' }) => [name, id])),
  }
}

/** Does one step. @throws what the package `auth0` throws, or TenantError */
export async function executeStep(step: Step, parts: ExecutionParts): Promise<void> {
  const { management, made } = parts
  switch (step.kind) {
    case 'create-api':
      await management.resourceServers.create(step.body)
      return
    case 'update-api':
      await management.resourceServers.update(step.id, step.body)
      return
    case 'create-application': {
      const { client_id: id = '' } = await management.clients.create(step.body)
      made.applications.set(step.purpose, id)
      return
    }
    case 'update-application':
      await management.clients.update(step.id, step.body)
      return
    case 'delete-application':
      await management.clients.delete(step.id)
      return
    case 'create-grant': {
      const client_id = idOf(made.applications, step.purpose)
      const { audience, scope, subject } = step
      await management.clientGrants.create({ client_id, audience, scope: [...scope], subject_type: subject })
      return
    }
    case 'update-grant':
      await management.clientGrants.update(step.id, { scope: [...step.scope] })
      return
    case 'create-role': {
      const { id = '' } = await management.roles.create({ name: step.name, description: step.description })
      made.roles.set(step.name, id)
      return
    }
    case 'update-role':
      await management.roles.update(step.id, { description: step.description })
      return
    case 'delete-role':
      await management.roles.delete(step.id)
      return
    case 'add-permissions':
      await management.roles.permissions.add(idOf(made.roles, step.role), permissionsOf(step))
      return
    case 'remove-permissions':
      await management.roles.permissions.delete(idOf(made.roles, step.role), permissionsOf(step))
      return
    case 'set-backchannel-logout':
      await management.clients.update(idOf(made.applications, 'login'), {
        oidc_logout: {
          backchannel_logout_urls: [step.url],
          backchannel_logout_initiators: { mode: 'all' },
        },
      })
      return
    case 'set-resource-parameter':
      await management.tenants.settings.update({ resource_parameter_profile: 'compatibility' })
      return
    case 'create-event-stream':
    case 'update-event-stream':
    case 'delete-event-stream':
      return await changeEventStream(step, parts)
    case 'create-action':
    case 'update-action':
    case 'deploy-action':
    case 'bind-actions':
    case 'delete-action':
      return await changeAction(step, parts)
  }
}

type ActionStep = Extract<Step, { kind: `${string}-action` | 'bind-actions' }>

async function changeAction(step: ActionStep, parts: ExecutionParts): Promise<void> {
  const { actions } = parts.management
  switch (step.kind) {
    case 'create-action': {
      const { id = '' } = await actions.create({
        name: step.name,
        code: step.code,
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
        runtime: 'node22',
      })
      parts.made.actions.set(step.name, id)
      return
    }
    case 'update-action':
      await actions.update(step.id, { code: step.code })
      return
    case 'deploy-action': {
      const id = idOf(parts.made.actions, step.name)
      await waitForBuild(id, parts)
      await actions.deploy(id)
      return
    }
    case 'bind-actions':
      // The whole flow is replaced: what is there keeps its place.
      await actions.triggers.bindings.updateMany('post-login', {
        bindings: [...keptBindings(step.kept), ...step.names.map(bindingByName)],
      })
      return
    case 'delete-action':
      await actions.delete(step.id)
  }
}

function bindingByName(name: string): Management.ActionBindingWithRef {
  return { ref: { type: 'action_name', value: name }, display_name: name }
}

function keptBindings(ids: readonly string[]): Management.ActionBindingWithRef[] {
  return ids.map((value) => ({ ref: { type: 'binding_id', value } }))
}

async function waitForBuild(id: string, { management, sleep }: ExecutionParts): Promise<void> {
  for (let attempt = 1; attempt <= BUILD_ATTEMPTS; attempt += 1) {
    const { status } = await management.actions.get(id)
    if (status === 'built') return
    if (status === 'failed')
      throw new TenantError('refused', 'the tenant can not build the Action: see Actions → Library in the dashboard')
    await sleep(BUILD_PAUSE_MILLIS)
  }
  throw new TenantError('unavailable', 'the tenant does not finish the build of the Action: run the same command again')
}

type EventStreamStep = Extract<Step, { kind: `${string}-event-stream` }>

async function changeEventStream(step: EventStreamStep, { management, eventToken }: ExecutionParts): Promise<void> {
  const { eventStreams } = management
  if (step.kind === 'delete-event-stream') {
    await eventStreams.delete(step.id)
    return
  }
  const subscriptions = step.types.map((type) => ({ event_type: type as Management.EventStreamEventTypeEnum }))
  const destination = step.url === null ? null : webhook(step.url, eventToken)
  if (step.kind === 'create-event-stream' && destination !== null)
    await eventStreams.create({ name: step.name, subscriptions, destination })
  else if (step.kind === 'update-event-stream')
    await eventStreams.update(step.id, { subscriptions, ...(destination !== null && { destination }) })
}

function webhook(url: string, token: string | null) {
  if (token === null)
    throw new TenantError(
      'wrong',
      'the event stream needs a secret: set AUTH0_EVENT_STREAM_TOKEN to the one that the gateway has, or that auth0.events.url expects',
    )
  const webhook_authorization = { method: 'bearer' as const, token }
  return { type: 'webhook' as const, configuration: { webhook_endpoint: url, webhook_authorization } }
}

function permissionsOf({ audience, names }: RolePermissions): Management.AddRolePermissionsRequestContent {
  return {
    permissions: names.map((name) => ({ resource_server_identifier: audience, permission_name: name })),
  }
}

function idOf<Name>(ids: ReadonlyMap<Name, string>, name: Name): string {
  const id = ids.get(name)
  if (id === undefined) throw new TypeError(`a step before this one finds or makes ${String(name)}`)
  return id
}
