// Types for a request of the Management API and its answer, and the refusals in Auth0's form.
import type * as z from 'zod'
import type { Settings } from '../records.ts'

/** A request whose token was checked. */
export type ManagementRequest = {
  method: string
  /** Below `/api/v2`, decoded part by part: `['clients', 'abc']`. */
  path: readonly string[]
  query: Readonly<Record<string, string>>
  body: unknown
  /** Those of the token. */
  scopes: readonly string[]
  issuer: string
  settings: Settings
}

export type ManagementAnswer = { status: number; body?: unknown }

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
}

/** A request that is refused. */
export class ManagementRefusal extends Error {
  readonly status: number
  readonly errorCode: string

  constructor(status: number, errorCode: string, message: string) {
    super(message)
    this.name = 'ManagementRefusal'
    this.status = status
    this.errorCode = errorCode
  }
}

/** The body of a refusal. */
export function refusalBody(status: number, errorCode: string, message: string) {
  return { statusCode: status, error: TITLES[status] ?? 'Error', message, errorCode }
}

/** What is not there. */
export function missing(what: string): ManagementRefusal {
  return new ManagementRefusal(404, `inexistent_${what}`, `The ${what.replaceAll('_', ' ')} does not exist`)
}

/** What the plan of the tenant does not have. */
export function refuseOnFreePlan({ settings }: ManagementRequest, feature: string): void {
  if (settings.managementPlan === 'free')
    throw new ManagementRefusal(403, 'feature_not_enabled', `${feature} is not available in the plan of this tenant`)
}

/** Reads a body strictly. @throws ManagementRefusal that names every member that is wrong */
export function readBody<Schema extends z.ZodType>({ body }: ManagementRequest, schema: Schema): z.infer<Schema> {
  const read = schema.safeParse(body ?? {})
  if (read.success) return read.data
  const faults = read.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `Additional properties not allowed: ${issue.keys.join(', ')}`
    if (issue.code === 'invalid_type' && issue.input === undefined)
      return `Missing required property: ${issue.path.join('.')}`
    return `${issue.message} on property ${issue.path.join('.')}`
  })
  throw new ManagementRefusal(400, 'invalid_body', `Payload validation error: '${faults.join("', '")}'.`)
}

const PAGE_MAX = 100
const PAGE_USUAL = 50

/** One page of a list, in Auth0's form: `page` and `per_page`, an object where `include_totals` asks for it. */
export function pageOf(request: ManagementRequest, name: string, items: readonly unknown[], isAlwaysTotal = false) {
  const { query } = request
  const limit = sizeOf(query['per_page'], 'per_page')
  const page = numberOf(query['page'] ?? '0', 'page')
  const start = page * limit
  const shown = items.slice(start, start + limit)
  if (!isAlwaysTotal && query['include_totals'] !== 'true') return { status: 200, body: shown }
  const totals = isAlwaysTotal ? { page, per_page: limit } : { start, limit }
  return { status: 200, body: { ...totals, total: items.length, [name]: shown } }
}

/** One page of a list that goes on from a checkpoint: `from` and `take`. */
export function checkpointOf(request: ManagementRequest, name: string, items: readonly { readonly id: string }[]) {
  const { from, take } = request.query
  const limit = sizeOf(take, 'take')
  const start = from === undefined ? 0 : items.findIndex(({ id }) => id === from)
  if (start === -1) throw new ManagementRefusal(400, 'invalid_query_string', `The value of from is unknown: ${from}`)
  const next = items[start + limit]?.id
  return { status: 200, body: { [name]: items.slice(start, start + limit), ...(next !== undefined && { next }) } }
}

function sizeOf(given: string | undefined, name: string): number {
  const size = numberOf(given ?? String(PAGE_USUAL), name)
  if (size < 1 || size > PAGE_MAX)
    throw new ManagementRefusal(400, 'invalid_query_string', `Query validation error: ${name} is at most ${PAGE_MAX}.`)
  return size
}

function numberOf(given: string, name: string): number {
  if (!/^\d{1,6}$/.test(given))
    throw new ManagementRefusal(400, 'invalid_query_string', `Query validation error: ${name} is no number.`)
  return Number(given)
}
