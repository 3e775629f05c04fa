// The Management API of the local tenant without a Worker: its own handlers over a map, behind a `fetch` that notes every call and can
// be made to fail at any of them.
import { answerManagement } from './tenant/management/answer.ts'
import { emptyManaged, type KeyValueStore, MANAGEMENT_SCOPES } from './tenant/management/store.ts'
import { DEFAULT_SETTINGS, type Settings } from './tenant/records.ts'

/** What goes wrong at a call: an answer, no answer, or no answer although the tenant has done it. */
export type CallFault = 429 | 500 | 'unreachable' | 'killed'

/** The stand-in. */
export interface ManagementStandIn {
  readonly fetch: typeof fetch
  /** Every call so far: `PATCH clients/abc`. */
  readonly calls: string[]
  /** The bodies of the calls, beside them. */
  readonly bodies: unknown[]
  /** Calls the API past the command, as a person does in the dashboard. */
  edit(method: string, path: string, body?: unknown): { status: number; body: unknown }
  /** Makes the call at this place of the next run fail, once. @param fault `null` for none */
  failAt(place: number, fault: CallFault | null): void
  /** Takes a scope from the token. */
  withhold(scope: string): void
}

const ORIGIN = 'https://tenant.example.com'

/** The tenant of the stand-in. */
export const STAND_IN_ORIGIN = ORIGIN

/** Makes an empty tenant. */
export function managementStandIn(changes: Partial<Settings> = {}): ManagementStandIn {
  const values = new Map<string, unknown>()
  const store: KeyValueStore = {
    get: (key) => structuredClone(values.get(key)),
    put: (key, value) => void values.set(key, structuredClone(value)),
  }
  emptyManaged(store)
  const settings = { ...DEFAULT_SETTINGS, ...changes }
  const scopes = new Set(MANAGEMENT_SCOPES)
  const calls: string[] = []
  const bodies: unknown[] = []
  let left = -1
  let fault: CallFault | null = null

  const answer = (method: string, url: URL, body: unknown) =>
    answerManagement(store, {
      method,
      path: url.pathname.replace('/api/v2/', '').split('/').map(decodeURIComponent),
      query: Object.fromEntries(url.searchParams),
      body,
      scopes: [...scopes],
      issuer: `${ORIGIN}/`,
      settings,
    })

  async function call(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const request = new Request(input, { ...init, redirect: 'follow' })
    const url = new URL(request.url)
    const text = await request.text()
    const body: unknown = text === '' ? null : JSON.parse(text)
    calls.push(`${request.method} ${decodeURIComponent(url.pathname.replace('/api/v2/', ''))}`)
    bodies.push(body)
    left -= 1
    const met = left === -1 ? fault : null
    if (met === 'unreachable') throw new TypeError('fetch failed')
    if (met === 500) return Response.json({ statusCode: 500, message: 'Internal' }, { status: 500 })
    if (met === 429) {
      const headers = { 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 2) }
      return Response.json({ statusCode: 429, message: 'Global limit' }, { status: 429, headers })
    }
    const { status, body: content } = answer(request.method, url, body)
    if (met === 'killed') throw new TypeError('the connection was closed')
    return content === undefined ? new Response(null, { status }) : Response.json(content, { status })
  }

  return {
    fetch: call,
    calls,
    bodies,
    edit: (method, path, body = null) => {
      const { status, body: content } = answer(method, new URL(`${ORIGIN}/api/v2/${path}`), body)
      return { status, body: content }
    },
    failAt: (place, kind) => {
      left = place
      fault = kind
    },
    withhold: (scope) => void scopes.delete(scope),
  }
}
