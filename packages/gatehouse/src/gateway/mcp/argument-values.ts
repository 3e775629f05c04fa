// Writes the values of arguments as texts of a path, a query, a header or a body (OpenAPI 3.1 §4.8.12.3, Style Values).
import { isRecord } from '../../access/index.ts'
import type { ToolArgument, ToolBody } from './tool.ts'

/** A value that can't be written, with the reason. */
export class ArgumentFault extends Error {}

/** A parameter with its text. */
export type Written = readonly [name: string, text: string]

/** Returns an argument as parameters; none when it is absent. @throws ArgumentFault */
export function writeArgument(argument: ToolArgument, value: unknown): readonly Written[] {
  const { name, parameter = name, style, required } = argument
  if (value === undefined || value === null || isEmptyList(value, argument)) {
    if (required) throw new ArgumentFault('is missing')
    return []
  }
  if (style === 'json') return [[parameter, exactJson(value)]]
  if (Array.isArray(value)) return writeList(parameter, value.map(textOf), style)
  if (!isRecord(value)) return [[parameter, textOf(value)]]
  if (style !== 'deep' && style !== 'repeated') throw new ArgumentFault('must not be an object')
  return Object.entries(value).map(([key, part]) => [style === 'deep' ? `${parameter}[${key}]` : key, textOf(part)])
}

// RFC 6570 §2.3: an empty list counts as undefined.
function isEmptyList(value: unknown, { style }: ToolArgument): boolean {
  return Array.isArray(value) && value.length === 0 && style !== 'json'
}

const SEPARATORS: Readonly<Partial<Record<NonNullable<ToolArgument['style']>, string>>> = { space: ' ', pipe: '|' }

function writeList(parameter: string, texts: readonly string[], style: ToolArgument['style']): readonly Written[] {
  if (style === 'repeated') return texts.map((text) => [parameter, text])
  return [[parameter, texts.join((style && SEPARATORS[style]) ?? ',')]]
}

/** Returns a text as a part of a path. @throws ArgumentFault for a text that would be no part, or another path */
export function writePathPart(text: string, { style }: ToolArgument): string {
  const segments = style === 'segments' ? text.split('/') : [text]
  if (segments.includes('')) throw new ArgumentFault('must not be empty, nor have an empty segment')
  return segments.map((segment) => encodeURIComponent(segment)).join('/')
}

/** Returns the argument `body` as the bytes of a body; `undefined` for none. @throws ArgumentFault */
export function writeBody({ kind, required }: ToolBody, value: unknown): Uint8Array | undefined {
  if (value === undefined) {
    if (required) throw new ArgumentFault('is missing')
    return undefined
  }
  return new TextEncoder().encode(kind === 'json' ? exactJson(value) : kind === 'text' ? plain(value) : form(value))
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value
  throw new ArgumentFault('must be a text')
}

function form(value: unknown): string {
  if (!isRecord(value)) throw new ArgumentFault('must be an object')
  const fields = Object.entries(value).flatMap(([key, part]) =>
    (Array.isArray(part) ? part : [part]).map((one: unknown) => [key, textOf(one)]),
  )
  return new URLSearchParams(fields).toString()
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return String(exact(value))
  throw new ArgumentFault('must be a text, a number, or true or false')
}

function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'number' ? exact(part) : part))
}

// A number that was read from JSON as another one must not be passed on as that.
function exact(value: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  throw new ArgumentFault('has a number that is too large to be passed on exactly')
}
