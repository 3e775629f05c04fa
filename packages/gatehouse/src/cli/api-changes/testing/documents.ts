// Pairs of documents of one operation, for the tables of changes.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

export const TEXT = { type: 'string' }
export const NUMBER = { type: 'integer' }
export const CARD = { type: 'object', required: ['kind'], properties: { kind: { const: 'card' }, number: TEXT } }
export const CASH = { type: 'object', required: ['kind'], properties: { kind: { const: 'cash' }, place: TEXT } }
export const BANK = { type: 'object', required: ['kind'], properties: { kind: { const: 'bank' }, iban: TEXT } }

export const content = (schema: unknown, mediaType = 'application/json') => ({ content: { [mediaType]: { schema } } })
export const object = (properties: Json, more: Json = {}) => ({ type: 'object', properties, ...more })

/** A document of one operation. */
export function document(
  operation: Json,
  { item = {}, components = {}, path = '/things/{id}', version = '3.1.0', ...rest }: More = {},
): Json {
  const put = { operationId: 'putThing', responses: {}, ...operation }
  return { openapi: version, paths: { [path]: { put, ...item } }, components, ...rest }
}

interface More {
  readonly item?: Json
  readonly components?: Json
  readonly path?: string
  readonly version?: string
  readonly security?: readonly Json[]
}

export type Pair = readonly [title: string, before: Json, after: Json]

export const operations = (before: Json, after: Json): [Json, Json] => [document(before), document(after)]
export const takes = (before: unknown, after: unknown): [Json, Json] =>
  operations({ requestBody: content(before) }, { requestBody: content(after) })
export const answers = (before: unknown, after: unknown): [Json, Json] =>
  operations({ responses: { 200: content(before) } }, { responses: { 200: content(after) } })
export const asks = (before: readonly Json[], after: readonly Json[]): [Json, Json] =>
  operations({ parameters: before }, { parameters: after })
export const query = (schema: Json, more: Json = {}) => [{ in: 'query', name: 'limit', schema, ...more }]
export const old = (before: Json, after: Json): [Json, Json] => [
  document(before, { version: '3.0.3' }),
  document(after, { version: '3.0.3' }),
]

export function tree(leaf: Json): Json {
  return object({ leaf, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } })
}
