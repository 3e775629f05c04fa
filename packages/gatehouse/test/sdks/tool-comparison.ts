// Sends the request of an operation with MCP and without it, and finds what the gateway has logged and counted of each.
import { bearer, linesOf, type System } from '../../src/testing/system.ts'
import { type Arguments, type Document, plainRequest } from './tool-requests.ts'

/** The result of a call. */
export interface Result {
  readonly content: readonly Readonly<Record<string, unknown>>[]
  readonly structuredContent?: unknown
  readonly isError?: boolean
  readonly _meta?: Readonly<Record<string, unknown>>
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** Sends the request of an operation. */
export async function sendPlain(
  system: System,
  document: Document,
  operationId: string,
  given: Arguments,
  headers: Record<string, string>,
) {
  const request = plainRequest(document, operationId, given)
  if (request === null) throw new Error('no request has these arguments')
  const { path, ...init } = request
  const answer = await system.fetch(path, { ...init, headers: { ...init.headers, ...headers }, redirect: 'manual' })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const { status } = answer
  return { status, text: bytes.toString(), bytes: bytes.toString('base64'), isError: status >= 400 }
}

/** Calls the tool of an operation. */
export async function sendCall(system: System, name: string, given: Arguments, headers: Record<string, string>) {
  const params = { name, arguments: given, _meta: META }
  const answer = await system.fetch('/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  const text = await answer.text()
  if (answer.status !== 200) return { status: answer.status, text, bytes: undefined, isError: true }
  const { result } = JSON.parse(text) as { readonly result: Result }
  const [block] = result.content
  const status = result._meta?.['gatehouse/status']
  return { status, text: block?.['text'], bytes: block?.['data'], isError: result.isError }
}

/** The line of a request in the log, without what differs between any two requests. */
export function lineOf(system: System, requestId: string): unknown {
  const lines = linesOf(system, 'request').filter((line) => line.includes(requestId))
  return lines.map((line) => {
    const {
      time: _time,
      ms: _ms,
      requestId: _id,
      tier: _tier,
      remembered: _remembered,
      ...rest
    } = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>
    return rest
  })
}

/** What the gateway has counted. */
export async function countsOf(system: System): Promise<Record<string, number>> {
  const answer = await system.fetch('/status/figures', {
    headers: bearer(await system.mint({ user: 'admin@example.com' })),
  })
  const {
    counts: { requests, statuses, codes, services },
  } = (await answer.json()) as {
    counts: { requests: number } & Record<'statuses' | 'codes' | 'services', Record<string, number>>
  }
  return { requests, ...statuses, ...codes, ...services }
}

/** What was counted in between. */
export function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]))
}

/** A text without ids and times, which are of each answer alone. */
export function withoutIds(text: unknown): unknown {
  return typeof text === 'string'
    ? text
        .replaceAll(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?:rest|call)-\w+-\d+/g, 'ID')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    : text
}
