// Finds every mutant of a source file: each is the file with one small thing in it broken. What breaks is decided by the syntax
// tree alone, so that it finds what nobody thought of. Types, imports and texts for people are left alone.
import { parseAst } from 'vitest/node'

/** A source file with one change in it. */
export interface Mutant {
  readonly file: string
  readonly line: number
  /** The lines that change, white space collapsed, before and after: together with the file they name the mutant. */
  readonly was: string
  readonly becomes: string
  readonly source: string
  /** The function that it stands in, as {@link functionBodies} names it; `null` outside of any. */
  readonly within: number | null
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

type Operator = (node: Node, parent: Node, source: string) => Edit[]

const OTHER_OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&': '|',
  '+=': '-=',
}

const OTHER_METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
}

/** Methods that give back much the same thing as what they are called on. */
const REFINING_METHODS = new Set(['filter', 'toLowerCase', 'trim', 'slice', 'replace', 'catch'])

const OPERATORS: Readonly<Record<string, Operator>> = {
  BinaryExpression: swapOperator,
  AssignmentExpression: swapOperator,
  UpdateExpression: (node, _, source) => [replace(node, text(node, source).replace('++', '--'))],
  LogicalExpression: (node, _, source) => {
    return ['left', 'right'].map((side) => replace(node, `(${text(child(node, side), source)})`))
  },
  ConditionalExpression: (node, _, source) =>
    ['consequent', 'alternate'].map((branch) => replace(node, `(${text(child(node, branch), source)})`)),
  IfStatement: (node) => ['true', 'false'].map((value) => replace(child(node, 'test'), value)),
  UnaryExpression: (node, parent, source) =>
    node['operator'] === '-' || (node['operator'] === '!' && !isCondition(parent)) ? [unwrap(node, 'argument', source)] : [],
  AwaitExpression: (node, parent, source) =>
    parent.type === 'ReturnStatement' ? [] : [unwrap(node, 'argument', source)],
  TryStatement: (node, _, source) => [unwrap(node, 'block', source)],
  ExpressionStatement: (node, parent) => (isSetUp(node) || isSole(node, parent) ? [] : [replace(node, ';')]),
  ThrowStatement: (node, parent) => (isSole(node, parent) ? [] : [replace(node, ';')]),
  ForOfStatement: (node) => [replace(node, ';')],
  ArrayExpression: (node) => removals(node, 'elements'),
  ObjectExpression: (node) => removals(node, 'properties'),
  CallExpression: changeMethod,
  MemberExpression: (node, _, source) => {
    if (node['optional'] !== true) return []
    const from = child(node, 'object').end
    const mark = source.indexOf('?.', from)
    return [{ start: mark, end: mark + 2, text: node['computed'] === true ? '' : '.' }]
  },
  Literal: changeLiteral,
  TemplateLiteral: (node, _, source) => (isProse(text(node, source)) ? [] : [replace(node, '``')]),
}

/** Every mutant of a file, in the order of the source. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const edits: Edit[] = []
  const program = parse(source)
  walk(program, program, (node, parent) => {
    edits.push(...(OPERATORS[node.type]?.(node, parent, source) ?? []))
  })
  const bodies = functionBodies(source)
  const mutants = new Map<string, Mutant>()
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    const mutant = apply(file, source, edit, bodies)
    mutants.set(mutant.source, mutant)
  }
  mutants.delete(source)
  return [...mutants.values()]
}

/** Where the bodies of a file's functions begin and end, outer ones first. */
export function functionBodies(source: string): { readonly start: number; readonly end: number }[] {
  const bodies: { start: number; end: number }[] = []
  const program = parse(source)
  walk(program, program, (node, parent) => {
    if (node.type === 'BlockStatement' && /Function/.test(parent.type)) bodies.push({ start: node.start, end: node.end })
  })
  return bodies
}

/** The mutant that one change of a file makes. */
export function apply(
  file: string,
  source: string,
  { start, end, text: replacement }: Edit,
  bodies: readonly { readonly start: number; readonly end: number }[],
): Mutant {
  const from = source.lastIndexOf('\n', start - 1) + 1
  const newline = source.indexOf('\n', end)
  const to = newline === -1 ? source.length : newline
  const collapse = (lines: string): string => lines.replace(/\s+/g, ' ').trim()
  return {
    file,
    line: source.slice(0, start).split('\n').length,
    was: collapse(source.slice(from, to)),
    becomes: collapse(source.slice(from, start) + replacement + source.slice(end, to)),
    source: source.slice(0, start) + replacement + source.slice(end),
    within: bodies.findLast((body) => body.start < start && end < body.end)?.start ?? null,
  }
}

function parse(source: string): Node {
  return parseAst(source, { lang: 'ts' }) as unknown as Node
}

function walk(node: Node, parent: Node, visit: (node: Node, parent: Node) => void): void {
  if (node.type === 'ImportDeclaration' || isMessage(node)) return
  visit(node, parent)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'key' && node['computed'] !== true) continue
    for (const inner of (Array.isArray(value) ? value : [value]) as unknown[]) {
      if (isNode(inner) && (!inner.type.startsWith('TS') || 'expression' in inner)) walk(inner, node, visit)
    }
  }
}

function swapOperator(node: Node, parent: Node, source: string): Edit[] {
  const operator = String(node['operator'])
  const other = OTHER_OPERATORS[operator]
  if (other === undefined || (operator.endsWith('==') && isCondition(parent))) return []
  const start = source.indexOf(operator, child(node, 'left').end)
  return [{ start, end: start + operator.length, text: other }]
}

function changeMethod(node: Node, _: Node, source: string): Edit[] {
  const callee = child(node, 'callee')
  if (callee.type !== 'MemberExpression') return []
  const property = child(callee, 'property')
  const name = text(property, source)
  const other = OTHER_METHODS[name]
  return [
    ...(other === undefined ? [] : [replace(property, other)]),
    ...(REFINING_METHODS.has(name) ? [unwrap(callee, 'object', source, node)] : []),
  ]
}

function changeLiteral(node: Node, parent: Node, source: string): Edit[] {
  const { value } = node
  if (isTypeof(parent['left']) && parent['right'] === node) return []
  if (typeof value === 'boolean') return [replace(node, String(!value))]
  if (typeof value === 'number') return [value + 1, value - 1].map((other) => replace(node, `(${other})`))
  if (typeof value === 'string') return isProse(value) ? [] : [replace(node, value === '' ? "'mutant'" : "''")]
  const regex = text(node, source)
  if (!regex.startsWith('/')) return []
  const end = regex.lastIndexOf('/')
  const [pattern, flags] = [regex.slice(1, end), regex.slice(end + 1)]
  const others = [pattern.replace(/^\^/, ''), pattern.replace(/\$$/, ''), pattern.replace(/[+*]/, '')]
  return [...others.map((other) => replace(node, `/${other}/${flags}`)), replace(node, `/${pattern}/`)]
}

function removals(node: Node, key: string): Edit[] {
  const parts = (node[key] as readonly unknown[]).filter(isNode)
  return parts.map(({ start, end }, index) => {
    const next = parts[index + 1]
    return { start, end: next?.start ?? end, text: '' }
  })
}

// A condition is made to hold always and never, part by part: whatever tells its opposite from it tells one of these too.
function isCondition(parent: Node): boolean {
  return parent.type === 'IfStatement' || parent.type === 'LogicalExpression'
}

function isTypeof(value: unknown): boolean {
  return isNode(value) && value.type === 'UnaryExpression' && value['operator'] === 'typeof'
}

// `this.#clock = clock`: without it nothing works at all.
function isSetUp(statement: Node): boolean {
  const { left, right, type } = child(statement, 'expression')
  return (
    type === 'AssignmentExpression' && isNode(left) && left.type === 'MemberExpression' && isNode(right) && right.type === 'Identifier'
  )
}

// The same as a condition that never holds.
function isSole(statement: Node, parent: Node): boolean {
  return parent.type === 'IfStatement' && parent['consequent'] === statement && parent['alternate'] === null
}

// What an error or a log says to people may be reworded.
function isMessage(node: Node): boolean {
  if (node.type !== 'NewExpression') return false
  const { name } = child(node, 'callee')
  return typeof name === 'string' && /^(?:\w*Error)$/.test(name) && name !== 'ConfigurationError'
}

function isProse(value: string): boolean {
  return /\w \w/.test(value)
}

function unwrap(node: Node, key: string, source: string, whole: Node = node): Edit {
  return replace(whole, text(child(node, key), source))
}

function replace({ start, end }: Node, replacement: string): Edit {
  return { start, end, text: replacement }
}

function text({ start, end }: Node, source: string): string {
  return source.slice(start, end)
}

function child(node: Node, key: string): Node {
  const value = node[key]
  if (!isNode(value)) throw new TypeError(`${node.type} has no ${key}`)
  return value
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
