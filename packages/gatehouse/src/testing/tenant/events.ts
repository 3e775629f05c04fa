// Implements POST /_tenant/events: makes an event as an event stream of Auth0 sends it (CloudEvents 1.0), or an entry of a log stream for a
// sign-in, and sends it to the gateway. A user who is blocked or deleted can't log in any more.
import * as z from 'zod'
import { isTenantEventOfUser, TENANT_EVENT_TYPES } from './event-types.ts'
import { findUser, type User } from './directory.ts'
import { randomId } from './random.ts'
import type { Tenant } from './tenant.ts'

export const eventOrder = z.strictObject({
  type: z.enum(TENANT_EVENT_TYPES),
  user: z.string().exactOptional(),
  organization: z.string().exactOptional(),
  /** Of user.updated. */
  blocked: z.boolean().exactOptional(),
  role: z.string().default('admin'),
  /** Replaces members of the event, to make one that is doubled, late or invalid. */
  replace: z.record(z.string(), z.unknown()).default({}),
  /** Where it is sent, and with which secret; where the gateway of `npm run dev` is unless it says otherwise. */
  url: z.url().exactOptional(),
  token: z.string().exactOptional(),
})

type EventOrder = z.infer<typeof eventOrder>

/** Makes an event and sends it. Without an address it is only returned. */
export async function sendEvent(tenant: Tenant, order: EventOrder) {
  const user = order.user === undefined ? undefined : findUser(order.user)
  if (user === undefined && (order.user !== undefined || isTenantEventOfUser(order.type)))
    throw new RangeError(`unknown user: ${order.user ?? 'none is named'}`)
  if (order.type.startsWith('organization.') && order.organization === undefined)
    throw new RangeError('the event needs an organization, such as org_gatehouse')
  if (user !== undefined) await applyToUser(tenant, order, user)
  const event = isSignIn(order.type) ? logEntry(tenant, order.type, user) : cloudEvent(tenant, order, user)
  return await post(tenant, { ...event, ...order.replace }, order)
}

/** Tells of a sign-in, if there is an address for events. It never rejects: nobody waits for it. */
export async function sendSignIn(tenant: Tenant, type: 's' | 'fp', user: User | undefined): Promise<void> {
  if (tenant.settings.eventsUrl === '') return
  await post(tenant, logEntry(tenant, type, user), {}).catch(() => undefined)
}

async function applyToUser(tenant: Tenant, { type, blocked }: EventOrder, { id }: User): Promise<void> {
  const { blockedUserIds } = tenant.settings
  const others = blockedUserIds.filter((other) => other !== id)
  if (type === 'user.deleted' || (type === 'user.updated' && blocked === true))
    await tenant.ledger.changeSettings({ blockedUserIds: [...others, id] })
  else if (type === 'user.updated' && blocked === false) await tenant.ledger.changeSettings({ blockedUserIds: others })
}

function cloudEvent(tenant: Tenant, { type, organization = '', blocked, role }: EventOrder, user: User | undefined) {
  const time = new Date(tenant.nowSeconds * 1000).toISOString()
  const about = user === undefined ? {} : profileOf(user)
  const member = { organization: { id: organization }, user: about }
  const objects: Readonly<Record<string, object>> = {
    'user.deleted': { ...about, deleted_at: time },
    'user.updated': { ...about, ...(blocked !== undefined && { blocked }) },
    'organization.deleted': { id: organization },
    'organization.member.deleted': member,
    'organization.member.role.deleted': { ...member, role: { id: `rol_${role}`, name: role } },
    'group.member.deleted': {
      group: { id: 'grp_local', type: 'tenant' },
      member: { member_type: 'user', id: user?.id },
    },
  }
  return {
    specversion: '1.0',
    type,
    source: `urn:auth0:${new URL(tenant.issuer).host}`,
    id: `evt_${randomId(12)}`,
    time,
    data: { object: objects[type] ?? about },
    a0tenant: 'local',
    a0stream: 'est_local',
  }
}

function profileOf({ id, email, name, nickname, updatedAt }: User) {
  const [provider = '', userId = ''] = id.split('|')
  const identities = [{ connection: provider, provider, user_id: userId, isSocial: provider !== 'auth0' }]
  return { user_id: id, email, name, nickname, created_at: updatedAt, updated_at: updatedAt, identities }
}

function isSignIn(type: string): type is 's' | 'fp' {
  return type === 's' || type === 'fp'
}

function logEntry({ nowSeconds }: Tenant, type: 's' | 'fp', user: User | undefined) {
  const strategy = user?.id.split('|')[0] ?? 'auth0'
  return {
    log_id: randomId(24),
    data: {
      type,
      date: new Date(nowSeconds * 1000).toISOString(),
      connection: strategy === 'auth0' ? 'Username-Password-Authentication' : strategy,
      strategy,
      client_id: 'local-app',
      user_id: user?.id ?? '',
    },
  }
}

async function post(
  { settings }: Tenant,
  event: object,
  { url = settings.eventsUrl, token = settings.eventsToken }: Pick<EventOrder, 'url' | 'token'>,
) {
  if (url === '') return { event, status: null }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })
  return { event, status }
}
