// The request of an operation and the call of its tool for the same arguments, for a test that compares their answers. The request is made
// from the document, and not from what the build step made of it.
import * as fc from 'fast-check'
import type { CompiledTool } from '../../src/gateway/mcp/tool.ts'
import { type Schema, valueOf } from '../../src/testing/fuzz/schema-values.ts'

/** An operation of the document. */
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

/** A document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Arguments by their names. */
export type Arguments = Readonly<Record<string, unknown>>

/** A request to the gateway. */
export interface PlainRequest {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Arguments of a tool, of which most fit its schema. */
export function argumentsOf({ listing }: CompiledTool): fc.Arbitrary<Arguments> {
  const {
    properties = {},
    required = [],
    $defs = {},
  } = listing.inputSchema as Schema & {
    readonly $defs?: Readonly<Record<string, Schema>>
  }
  const resolve = (reference: string): Schema => $defs[reference.replace('#/$defs/', '')] ?? {}
  const values = Object.entries(properties).map(([name, schema]) => [name, valueOf(schema, resolve)] as const)
  return fc.record(Object.fromEntries(values), { requiredKeys: [...required] })
}

/** Returns the request with these arguments; `null` where no request can have them. */
export function plainRequest(document: Document, operationId: string, given: Arguments): PlainRequest | null {
  for (const [template, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId === operationId) return requestOf(template, method.toUpperCase(), operation, given)
    }
  }
  throw new Error(`the document has no operation ${operationId}`)
}

function requestOf(template: string, method: string, { parameters = [] }: Operation, given: Arguments) {
  // A call refuses a number that it could not pass on exactly.
  if (!hasExactNumbers(given)) return null
  const query: string[] = []
  const headers: Record<string, string> = {}
  let path = template
  for (const { name, in: place } of parameters) {
    const value = given[name]
    if (value === undefined || value === null) continue
    const texts = textsOf(value)
    if (texts === null) return null
    const text = texts.join(',')
    if (place === 'path') path = path.replace(`{${name}}`, () => encodeURIComponent(text))
    if (place === 'query') query.push(...texts.map((one) => `${name}=${encodeURIComponent(one)}`))
    if (place === 'header') {
      if (!/^[\x21-\x7E]+$/.test(text)) return null
      headers[name] = text
    }
  }
  // A URL drops these, and a path with an empty parameter is another one.
  if (
    path.includes('{') ||
    path
      .split('/')
      .slice(1)
      .some((segment) => ['', '.', '..'].includes(segment))
  )
    return null
  const { body } = given
  const text = body === undefined ? undefined : JSON.stringify(body)
  if (text !== undefined) headers['content-type'] = 'application/json'
  return {
    path: path + (query.length > 0 ? `?${query.join('&')}` : ''),
    method,
    headers: { accept: 'application/json', ...headers },
    ...(text !== undefined && { body: text }),
  }
}

// `null` for what no parameter can be.
function textsOf(value: unknown): string[] | null {
  const texts = (Array.isArray(value) ? value : [value]).map((one: unknown) =>
    typeof one === 'object' ? null : String(one as string | number | boolean),
  )
  return texts.every((text) => text?.isWellFormed() === true) ? (texts as string[]) : null
}

function hasExactNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return typeof value !== 'object' || value === null || Object.values(value).every(hasExactNumbers)
}
