// What can break in a source: found by the syntax tree alone, so that it finds what nobody thought of. Types, imports and texts
// for people are left alone.
import { child, isNode, type Node, parse, text, walk } from './syntax.ts'

/** A change of a source: this text in place of what stands between. */
export interface Edit {
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
  LogicalExpression: (node, _, source) => {
    return ['left', 'right'].map((side) => replace(node, `(${text(child(node, side), source)})`))
  },
  ConditionalExpression: (node, _, source) =>
    ['consequent', 'alternate'].map((branch) => replace(node, `(${text(child(node, branch), source)})`)),
  IfStatement: (node) => ['true', 'false'].map((value) => replace(child(node, 'test'), value)),
  UnaryExpression: (node, parent, source) =>
    node['operator'] === '-' || (node['operator'] === '!' && !isCondition(parent))
      ? [unwrap(node, 'argument', source)]
      : [],
  AwaitExpression: (node, parent, source) =>
    parent.type === 'ReturnStatement' ? [] : [unwrap(node, 'argument', source)],
  TryStatement: (node, _, source) => [unwrap(node, 'block', source)],
  ExpressionStatement: (node, parent) =>
    isType(node) || isSetUp(node) || isSole(node, parent) ? [] : [replace(node, ';')],
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

/** Every change that breaks a source, in its order. */
export function editsOf(source: string): Edit[] {
  const edits: Edit[] = []
  const program = parse(source)
  walk(program, program, (node, parent) => {
    if (isMessage(node)) return false
    edits.push(...(OPERATORS[node.type]?.(node, parent, source) ?? []))
    return true
  })
  return edits.toSorted((one, other) => one.start - other.start)
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
  if (typeof value === 'number') return [replace(node, `${value + 1}`)]
  if (isRefusal(parent)) return [replace(node, "'internal'")]
  // An element is taken out as a whole.
  if (parent.type === 'ArrayExpression') return []
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

function isRefusal({ type, callee }: Node): boolean {
  return type === 'NewExpression' && isNode(callee) && callee['name'] === 'Refusal'
}

// `policy satisfies never` runs nothing.
function isType(statement: Node): boolean {
  return child(statement, 'expression').type.startsWith('TS')
}

// `this.#clock = clock`: without it nothing works at all.
function isSetUp(statement: Node): boolean {
  const { left, right, type } = child(statement, 'expression')
  return (
    type === 'AssignmentExpression' &&
    isNode(left) &&
    left.type === 'MemberExpression' &&
    isNode(right) &&
    right.type === 'Identifier'
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
  return typeof name === 'string' && /^(?:\w*Error)$/.test(name)
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
