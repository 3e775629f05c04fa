// Reads the path of an operation (OpenAPI 3.1 §4.8.8, Paths Object), writes it in the form of the router, and compares two of them. It is the only
// place that knows both forms.

/** A segment: what stands between two slashes. */
export interface Segment {
  /** The literal texts around its parameters: `['pets']`, `['', '']` for `{id}`, `['', '.json']` for `{id}.json`. */
  readonly texts: readonly string[]
  /** The names of its parameters. */
  readonly names: readonly string[]
  /** Whether its parameter takes the rest of the path, slashes included. */
  readonly isRest: boolean
}

/** A path that can't be served, with the reason. */
export class PathError extends Error {}

// Characters that a segment may contain (RFC 3986 §3.3), without percent-encoding: the router compares the decoded path.
const LITERAL = /^[\w.~!$&'()*+,;=:@-]*$/
// Characters that a client may send encoded as well. The router receives them as they are sent, and many servers decode them.
const RESERVED = /[!$&'()*+,;=:@]/g
/** Literals that the router compares as they are. */
const PLAIN = /^[\w.~-]*$/

const PARAMETER = /\{([^{}/]+)\}/g

/**
 * Reads a path.
 *
 * @param multiSegment the names of the parameters that may contain slashes
 * @throws PathError for a path that the gateway can't match as a service would
 */
export function readPath(path: string, multiSegment: readonly string[] = []): readonly Segment[] {
  if (!path.startsWith('/')) throw new PathError('does not start with /')
  if (/[?#]/.test(path)) throw new PathError('has a query or a fragment, which is no part of a path')
  const segments = path
    .slice(1)
    .split('/')
    .map((text) => readSegment(text, multiSegment))
  const early = segments.slice(0, -1).find(({ isRest }) => isRest)
  if (early !== undefined)
    throw new PathError(`has a parameter with slashes, {${early.names[0]}}, which must be its last segment`)
  return segments
}

/** Returns whether a path can be read. */
export function isReadable(path: string, multiSegment: readonly string[] = []): boolean {
  try {
    readPath(path, multiSegment)
    return true
  } catch (error) {
    if (error instanceof PathError) return false
    throw error
  }
}

function readSegment(text: string, multiSegment: readonly string[]): Segment {
  const written = [...text.matchAll(PARAMETER)].map(([, name = '']) => name)
  const texts = text.split(/\{[^{}/]+\}/)
  if (texts.some((literal) => !LITERAL.test(literal)))
    throw new PathError(
      `has the segment "${text}": outside of a {parameter} a segment has letters, digits and - . _ ~ ! $ & ' ( ) * + , ; = : @`,
    )
  if (texts.slice(1, -1).includes(''))
    throw new PathError(`has the segment "${text}": put a character between its parameters`)
  const parameters = written.map(readParameter)
  const names = parameters.map(({ name }) => name)
  const isRest = parameters.some(({ name, isMarked }) => isMarked || multiSegment.includes(name))
  if (isRest && (names.length > 1 || texts.join('') !== ''))
    throw new PathError(`has the segment "${text}": a parameter with slashes must be a segment by itself`)
  return { texts, names, isRest }
}

// The notations of Starlette ({path:path}), API Gateway ({proxy+}) and URI templates ({+path}, {path*}). A pattern after a colon is not read.
function readParameter(written: string): { readonly name: string; readonly isMarked: boolean } {
  const [, name = written, rest] = /^\+?([^:+*]+)(.*)$/.exec(written) ?? []
  return { name, isMarked: written.startsWith('+') || rest === '+' || rest === '*' || rest === ':path' }
}

/** Writes a path in the form of Hono's router: `/payments/:id`, `/items/:id{[^/]+[.]json}`. */
export function routerPath(segments: readonly Segment[]): string {
  return segments.map((segment, index) => `/${routerSegment(segment, index)}`).join('')
}

function routerSegment({ texts, names, isRest }: Segment, index: number): string {
  const [name = ''] = names
  const label = /^\w+$/.test(name) ? name : `p${index}`
  if (isRest) return `:${label}{.+}`
  if (names.length === 0)
    return PLAIN.test(texts.join('')) ? texts.join('') : `:${label}{${literalPattern(texts.join(''))}}`
  if (texts.every((text) => text === '')) return `:${label}`
  return `:${label}{${patternOfTexts(texts)}}`
}

// A parameter ends at the first place where the next text begins, so a client can't make the pattern try many ways.
function patternOfTexts(texts: readonly string[]): string {
  const [first = '', ...others] = texts.map(literalPattern)
  const last = others.pop() ?? ''
  return [first, ...others.map((text) => `[^/](?:(?!${text})[^/])*${text}`), `[^/]+${last}`].join('')
}

function literalPattern(text: string): string {
  return text.replaceAll('.', '[.]').replaceAll(RESERVED, (character) => `(?:[${character}]|${encoded(character)})`)
}

function encoded(character: string): string {
  const [high = '', low = ''] = character.charCodeAt(0).toString(16)
  return `%${high}${/\d/.test(low) ? low : `[${low.toUpperCase()}${low}]`}`
}

/** The segments of a path in the form of the router. The pattern of a segment may contain a slash. */
export function segmentsOfRouterPath(path: string): string[] {
  return path.split(/\/(?![^{]*\})/)
}

/** How concrete a segment is: the smaller, the more concrete. */
function rankOf({ names, texts, isRest }: Segment): number {
  if (isRest) return 3
  if (names.length === 0) return 0
  return texts.every((text) => text === '') ? 2 : 1
}

/**
 * Orders paths so that of two that fit the same request the more concrete one is first: at the first segment where they differ, a name is before a
 * name with a parameter in it (the one with more letters first), that is before a parameter, and that is before a parameter with slashes.
 */
export function compareConcreteness(left: readonly Segment[], right: readonly Segment[]): number {
  for (const [index, one] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const order = compareSegments(one, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compareSegments(one: Segment, other: Segment): number {
  const ranks = rankOf(one) - rankOf(other)
  if (ranks !== 0) return ranks
  const [left, right] = [one.texts.join('{}'), other.texts.join('{}')]
  const lengths = rankOf(one) === 1 ? right.length - left.length : 0
  if (lengths !== 0 || left === right) return lengths
  return left < right ? -1 : 1
}

/** Whether all requests that fit the second segment fit the first one too. */
export function includesSegment(wide: Segment, narrow: Segment): boolean {
  if (wide.isRest) return true
  if (narrow.isRest) return false
  if (wide.names.length === 0) return narrow.names.length === 0 && narrow.texts[0] === wide.texts[0]
  if (wide.texts.every((text) => text === '')) return narrow.names.length > 0 || narrow.texts[0] !== ''
  if (narrow.names.length === 0) return patternOf(wide).test(narrow.texts.join(''))
  return wide.texts.length === narrow.texts.length && wide.texts.every((text, index) => text === narrow.texts[index])
}

/** Whether some request may fit both segments. When it is unknown, they do. */
export function segmentsOverlap(one: Segment, other: Segment): boolean {
  if (one.names.length === 0 || other.names.length === 0)
    return includesSegment(one, other) || includesSegment(other, one)
  const [first, second] = [one.texts[0] ?? '', other.texts[0] ?? '']
  const [last, end] = [one.texts.at(-1) ?? '', other.texts.at(-1) ?? '']
  return (first.startsWith(second) || second.startsWith(first)) && (last.endsWith(end) || end.endsWith(last))
}

function patternOf({ texts }: Segment): RegExp {
  return new RegExp(`^${texts.map(escapePattern).join('[^/]+')}$`)
}

/** Returns a regular expression that matches a text and nothing else. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`)
}
