// Lists the events that the local tenant can send.

/** The types of Auth0's event streams that the gateway knows, two that mean nothing to it, and the log entries of a sign-in. */
export const TENANT_EVENT_TYPES = [
  'user.created',
  'user.updated',
  'user.deleted',
  'organization.deleted',
  'organization.member.added',
  'organization.member.deleted',
  'organization.member.role.deleted',
  'group.member.deleted',
  's',
  'fp',
] as const

/** Returns whether an event is about a user. */
export function isTenantEventOfUser(type: (typeof TENANT_EVENT_TYPES)[number]): boolean {
  return type !== 'organization.deleted' && type !== 'fp'
}
