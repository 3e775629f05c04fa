// Generates bodies for one operation: bodies that its document describes, and others.
import * as fc from 'fast-check'
import type { Operation } from '../contract.ts'
import { oddText, type Resolve, type Schema, valueOf } from './schema-values.ts'

/** A header. */
export type Header = readonly [string, string]

/** No header. */
export const NOTHING: readonly Header[] = []

/** More than the limit of every route. */
const LARGE_CHARACTERS = 1_100_000

type Body = readonly [string | null, readonly Header[]]

/** Bodies for an operation, and none, with the headers that belong to them. */
export function bodyOf({ method, requestBody }: Operation, resolve: Resolve): fc.Arbitrary<Body> {
  const none = fc.constant<Body>([null, []])
  if (method === 'GET') return none
  const described = Object.entries(requestBody?.content ?? {}).map(([mediaType, value]) => {
    const { schema = {} } = value as { schema?: Schema }
    const written = valueOf(schema, resolve).map((body) => writtenAs(mediaType, body))
    const coding = fc.oneof(
      { weight: 12, arbitrary: fc.constant(NOTHING) },
      { weight: 1, arbitrary: fc.constantFrom(...CODINGS) },
    )
    return fc.tuple(written, coding).map(([body, codings]): Body => [body, [['content-type', mediaType], ...codings]])
  })
  const odd = fc
    .tuple(
      fc.oneof(oddText, fc.json()),
      fc.constantFrom('text/plain', 'application/json', 'application/json; charset', '', 'x'),
    )
    .map(([body, mediaType]): Body => [body, mediaType === '' ? [] : [['content-type', mediaType]]])
  const large = fc.constant<Body>([' '.repeat(LARGE_CHARACTERS), [['content-type', 'application/json']]])
  return fc.oneof(
    ...described.map((arbitrary) => ({ weight: 60, arbitrary })),
    { weight: described.length === 0 ? 100 : 6, arbitrary: none },
    { weight: 10, arbitrary: odd },
    { weight: 1, arbitrary: large },
  )
}

const CODINGS: readonly (readonly Header[])[] = [[['content-encoding', 'gzip']], [['content-encoding', 'identity']]]

function writtenAs(mediaType: string, value: unknown): string {
  if (mediaType !== 'application/x-www-form-urlencoded') return JSON.stringify(value)
  const fields = value instanceof Object ? Object.entries(value).filter(([, field]) => field !== undefined) : []
  return new URLSearchParams(fields.map(([name, field]): [string, string] => [name, text(field)])).toString()
}

/** Serializes a value for a query, a header or a form. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
