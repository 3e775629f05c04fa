// Answers a request for a mocked service with an example of its document: the status, the media type and the body of the operation. It reads
// no body and knows no state. Pure: a request in, an answer out.
import { isRecord } from '../../access/index.ts'
import { resolveReference, sampleOf } from '../../console/reference/schema-sample.ts'
import type { GatewayTable, RouteRow } from '../../gateway/handler.ts'
import { createRouter } from '../../gateway/large-router.ts'
import { gatewayPathOf, pathLengthOf, type ServicePaths } from '../../gateway/upstream/service-path.ts'

/** What the mock of a service knows. */
export interface MockSource {
  readonly table: Pick<GatewayTable, 'routes' | 'services'>
  /** The merged OpenAPI document of the project. */
  readonly document: unknown
  readonly service: string
}

/** A request to a service, as the gateway sends it. */
export interface MockRequest {
  readonly method: string
  /** The path and the query. */
  readonly target: string
  readonly accept: string
  /** The header `Prefer` (RFC 7240): `code=404` asks for that documented status. */
  readonly prefer: string
}

/** The answer. */
export interface MockAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' }

/** The mock of a service. */
export type Mock = (request: MockRequest) => MockAnswer

/** Creates a mock. For a path that is not in the table it answers 404, as a service does that has no such operation. */
export function createMock({ table, document, service }: MockSource): Mock {
  const findRow = rowFinder(table, service)
  const operations = operationsOf(document)
  return (request) => {
    const row = findRow(request.method, request.target.slice(0, pathLengthOf(request.target)))
    const operation = row === null ? undefined : operations.get(row.operationId)
    return operation === undefined
      ? { status: 404, headers: PLAIN, body: `No operation of ${service} is here.\n` }
      : answerOf(operation, document, request)
  }
}

function answerOf(operation: Operation, document: unknown, { accept, prefer }: MockRequest): MockAnswer {
  const [key, response] = responseOf(operation, document, codeIn(prefer))
  const status = /^\d{3}$/.test(key) ? Number(key) : Number(key.replace(/XX$/i, '00')) || 200
  const headers = headersOf(response, document)
  const content = isRecord(response) && isRecord(response['content']) ? response['content'] : {}
  const mediaType = chooseMediaType(Object.keys(content), accept)
  if (mediaType === undefined || status === 204 || status === 304) return { status, headers, body: '' }
  const value = exampleIn(content[mediaType], document)
  const type = concrete(mediaType)
  return { status, headers: { ...headers, 'content-type': type }, body: written(value, type) }
}

function rowFinder({ services, routes }: MockSource['table'], service: string) {
  const paths = (services.find(({ name }) => name === service) ?? {}) as ServicePaths
  const router = createRouter<RouteRow>()
  for (const row of routes) if (row.service === service) router.add(row.method, row.path, row)
  return (method: string, path: string): RouteRow | null => {
    const outer = gatewayPathOf(path, paths)
    if (outer === null) return null
    return router.match(method === 'HEAD' ? 'GET' : method, decodeURI(outer))[0][0]?.[0] ?? null
  }
}

type Operation = Readonly<Record<string, unknown>>

// By their operationId.
function operationsOf(document: unknown): ReadonlyMap<unknown, Operation> {
  const paths = isRecord(document) && isRecord(document['paths']) ? document['paths'] : {}
  const operations = Object.values(paths)
    .flatMap((item) => Object.values(Object(item) as object) as unknown[])
    .filter((operation) => isRecord(operation))
  return new Map(operations.map((operation) => [operation['operationId'], operation]))
}

// The lowest status of success, unless another documented one is preferred.
function responseOf(
  { responses }: Operation,
  document: unknown,
  preferred: string | null,
): readonly [key: string, response: unknown] {
  const documented = isRecord(responses) ? responses : {}
  const keys = Object.keys(documented).toSorted()
  const key =
    keys.find((one) => one === preferred) ??
    keys.find((one) => one.startsWith('2')) ??
    keys.find((one) => one === 'default') ??
    keys.find((one) => one.startsWith('3')) ??
    '200'
  return [key, resolveReference(documented[key], document)]
}

function codeIn(prefer: string): string | null {
  return /(?:^|[,;\s])code=(\d{3})(?:$|[,;\s])/.exec(prefer)?.[1] ?? null
}

// Headers that have an example, or that every response has.
function headersOf(response: unknown, document: unknown): Record<string, string> {
  const documented = isRecord(response) && isRecord(response['headers']) ? response['headers'] : {}
  const headers: Record<string, string> = {}
  for (const [name, reference] of Object.entries(documented)) {
    const header = resolveReference(reference, document)
    if (!isRecord(header) || name.toLowerCase() === 'content-type') continue
    const isGiven = header['required'] === true || header['example'] !== undefined || header['examples'] !== undefined
    const text = isGiven ? String(exampleIn(header, document)) : ''
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x20-\x7e]+$/.test(text)) headers[name.toLowerCase()] = text
  }
  return headers
}

function chooseMediaType(offered: readonly string[], accept: string): string | undefined {
  const wanted = accept.split(',').map((range) => (range.split(';')[0] ?? '').trim().toLowerCase())
  for (const range of wanted) {
    const found = offered.find((type) => matches(concrete(type).toLowerCase(), range))
    if (found !== undefined && range !== '*/*') return found
  }
  return offered[0]
}

function matches(mediaType: string, range: string): boolean {
  const essence = (mediaType.split(';')[0] ?? '').trim()
  return essence === range || (range.endsWith('/*') && essence.startsWith(range.slice(0, -1)))
}

function concrete(mediaType: string): string {
  if (mediaType === '*/*') return 'application/json'
  if (mediaType.toLowerCase() === 'text/*') return 'text/plain'
  return mediaType.replace(/\/\*$/, '/octet-stream')
}

// `examples` comes before `example`, and both before the schema (OpenAPI 3.1, Media Type Object).
function exampleIn(holder: unknown, document: unknown): unknown {
  if (!isRecord(holder)) return null
  const named = isRecord(holder['examples']) ? Object.values(holder['examples']) : []
  const first = resolveReference(named[0], document)
  if (isRecord(first) && 'value' in first) return first['value']
  if (holder['example'] !== undefined) return holder['example']
  return holder['schema'] === undefined ? null : sampleOf(holder['schema'], document, 'response')
}

function written(value: unknown, mediaType: string): string {
  if (/[/+]json\b/i.test(mediaType)) return JSON.stringify(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return mediaType.startsWith('text/event-stream') && !/^(?:data|event|id|:)/.test(text) ? `data: ${text}\n\n` : text
}
