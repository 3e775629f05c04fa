// Says what an event of the tenant means for the gateway: which tokens are revoked, or who signed in. Pure. An event may come late, twice
// and out of order: «nothing issued before its time» is the same whenever it is heard.
import { isRecord, memberName, type RevocationTarget } from '../../access/index.ts'
import type { SignIn } from '../sign-in-types.ts'

/** What an event means. */
export type EventMeaning =
  | { readonly kind: 'revocation'; readonly target: RevocationTarget; readonly at: number }
  | { readonly kind: 'signIn'; readonly signIn: SignIn }
  /** It means nothing here: of another type, or a test of the stream. */
  | { readonly kind: 'nothing' }
  /** It is not what Auth0 documents. */
  | { readonly kind: 'invalid'; readonly path: string; readonly message: string }

type Json = Readonly<Record<string, unknown>>

/** The longest id that a revocation can name. */
const NAME_MAX_CHARACTERS = 255
/** The types of log entries about sign-ins (https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes): whether they failed. */
const SIGN_IN_TYPES: ReadonlyMap<string, boolean> = new Map([
  ['s', false],
  ['ssa', false],
  ['f', true],
  ['fp', true],
  ['fu', true],
  ['limit_wc', true],
  ['limit_mu', true],
])

const NOTHING = { kind: 'nothing' } as const

/**
 * Reads an event of an event stream (a CloudEvent 1.0), or an entry of a log stream.
 *
 * @param nowSeconds seconds since the epoch: no event revokes what is issued after it arrives
 */
export function meaningOf(event: Json, nowSeconds: number): EventMeaning {
  if (isRecord(event['data']) && event['specversion'] === undefined) return logEntry(event['data'], nowSeconds)
  const { specversion, type, data, a0purpose: purpose } = event
  if (specversion !== '1.0') return invalid('specversion', 'is neither an event of version 1.0 nor a log entry')
  if (typeof type !== 'string') return invalid('type', 'must be a text')
  const read = Object.hasOwn(TARGETS, type) ? TARGETS[type] : undefined
  if (read === undefined || purpose === 'test') return NOTHING
  const object = isRecord(data) ? data['object'] : undefined
  if (!isRecord(object)) return invalid('data.object', 'must be an object')
  const time = timeOf(event['time'])
  if (time === null) return invalid('time', 'must be a time as ISO 8601 writes it')
  const target = read(object)
  if (target === null) return NOTHING
  if ('path' in target)
    return invalid(`data.object.${target.path}`, `must be a text of 1 to ${NAME_MAX_CHARACTERS} characters`)
  return { kind: 'revocation', target, at: Math.min(time, Math.floor(nowSeconds)) }
}

/** The tokens that an event revokes; `null` when it revokes none; the place of what it lacks. */
type Target = RevocationTarget | { readonly path: string } | null

const TARGETS: Readonly<Record<string, (object: Json) => Target>> = {
  'user.deleted': (object) => subject(object, 'user_id'),
  'user.updated': (object) => (object['blocked'] === true ? subject(object, 'user_id') : null),
  'organization.deleted': (object) => named('organization', object, 'id'),
  'organization.member.deleted': member,
  'organization.member.role.deleted': member,
  'group.member.deleted': ({ member: one }) =>
    isRecord(one) && one['member_type'] !== 'user' ? null : within(one, 'member', (user) => subject(user, 'id')),
}

function subject(object: Json, key: string): Target {
  return named('subject', object, key)
}

function member({ organization, user }: Json): Target {
  const of = within(organization, 'organization', (one) => named('organization', one, 'id'))
  const who = within(user, 'user', (one) => named('subject', one, 'user_id'))
  if (of === null || 'path' in of) return of
  if (who === null || 'path' in who) return who
  return { kind: 'member', name: memberName(of.name, who.name) }
}

function within(value: unknown, path: string, read: (object: Json) => Target): Target {
  const target = read(isRecord(value) ? value : {})
  return target !== null && 'path' in target ? { path: `${path}.${target.path}` } : target
}

function named(kind: 'organization' | 'subject', object: Json, key: string): Target {
  const name = object[key]
  if (typeof name !== 'string' || name === '' || name.length > NAME_MAX_CHARACTERS) return { path: key }
  return { kind, name }
}

function logEntry(entry: Json, nowSeconds: number): EventMeaning {
  const { type } = entry
  const isFailed = typeof type === 'string' ? SIGN_IN_TYPES.get(type) : undefined
  if (isFailed === undefined) return NOTHING
  const time = timeOf(entry['date'])
  if (time === null) return invalid('data.date', 'must be a time as ISO 8601 writes it')
  const { location_info: location } = entry
  return {
    kind: 'signIn',
    signIn: {
      source: 'tenant',
      at: Math.min(time, Math.floor(nowSeconds)),
      subject: text(entry['user_id']),
      isFailed,
      reason: isFailed ? String(type) : null,
      connection: text(entry['connection']),
      provider: text(entry['strategy']),
      client: text(entry['client_id']),
      country: isRecord(location) ? text(location['country_code']) : null,
    },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, NAME_MAX_CHARACTERS) : null
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

function timeOf(value: unknown): number | null {
  const millis = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(millis) ? null : Math.floor(millis / 1000)
}

function invalid(path: string, message: string): EventMeaning {
  return { kind: 'invalid', path, message }
}
