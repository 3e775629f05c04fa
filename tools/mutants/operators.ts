// Defines the mutations of a source: they are found in the syntax tree only, so that they do not depend on a person's ideas. Types,
// imports and texts for people are not mutated.
import { child, isNode, nameOf, type Node, parse, text, walk } from './syntax.ts'

/** A change of a source: this text in place of what stands between. */
export interface Edit {
  /** What it does, in two words and with what: `swap operator <`. */
  readonly operator: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A change, and the names of the declarations that it stands in. */
export interface PlacedEdit extends Edit {
  readonly scope: string
}

type Operator = (node: Node, parent: Node, source: string) => Edit[]

const DETAIL_MAX_CHARACTERS = 40

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
    return ['left', 'right'].map((side) =>
      replace(`keep ${side} of ${String(node['operator'])}`, node, `(${text(child(node, side), source)})`),
    )
  },
  ConditionalExpression: (node, _, source) =>
    ['consequent', 'alternate'].map((branch) =>
      replace(`always ${branch}`, node, `(${text(child(node, branch), source)})`),
    ),
  IfStatement: (node) => ['true', 'false'].map((value) => replace(`condition ${value}`, child(node, 'test'), value)),
  UnaryExpression: (node, parent, source) =>
    node['operator'] === '-' || (node['operator'] === '!' && !isCondition(parent))
      ? [unwrap(`drop ${node['operator']}`, node, 'argument', source)]
      : [],
  AwaitExpression: (node, parent, source) =>
    parent.type === 'ReturnStatement' ? [] : [unwrap('drop await', node, 'argument', source)],
  TryStatement: (node, _, source) => [unwrap('drop try', node, 'block', source)],
  ExpressionStatement: (node, parent) =>
    isType(node) || isSetUp(node) || isSole(node, parent)
      ? []
      : [replace(named('drop statement', calledOrSet(child(node, 'expression'))), node, ';')],
  ThrowStatement: (node, parent) => (isSole(node, parent) ? [] : [replace('drop throw', node, ';')]),
  ForOfStatement: (node) => [replace('drop loop', node, ';')],
  ArrayExpression: (node, _, source) => removals('drop element', node, 'elements', source),
  ObjectExpression: (node, _, source) => removals('drop property', node, 'properties', source),
  CallExpression: changeMethod,
  MemberExpression: (node, _, source) => {
    if (node['optional'] !== true) return []
    const from = child(node, 'object').end
    const mark = source.indexOf('?.', from)
    const operator = named('drop ?. of', nameOf(node))
    return [{ operator, start: mark, end: mark + 2, text: node['computed'] === true ? '' : '.' }]
  },
  Literal: changeLiteral,
  TemplateLiteral: (node, _, source) => (isProse(text(node, source)) ? [] : [replace('empty template', node, '``')]),
}

/** Every change that breaks a source, in its order. */
export function editsOf(source: string): PlacedEdit[] {
  const edits: PlacedEdit[] = []
  const program = parse(source)
  walk(program, program, (node, parent, scope) => {
    if (isMessage(node)) return false
    for (const edit of OPERATORS[node.type]?.(node, parent, source) ?? []) edits.push({ ...edit, scope })
    return true
  })
  return edits.toSorted((one, other) => one.start - other.start)
}

function swapOperator(node: Node, parent: Node, source: string): Edit[] {
  const operator = String(node['operator'])
  const other = OTHER_OPERATORS[operator]
  if (other === undefined || (operator.endsWith('==') && isCondition(parent))) return []
  const start = source.indexOf(operator, child(node, 'left').end)
  return [{ operator: `swap operator ${operator}`, start, end: start + operator.length, text: other }]
}

function changeMethod(node: Node, _: Node, source: string): Edit[] {
  const callee = child(node, 'callee')
  if (callee.type !== 'MemberExpression') return []
  const property = child(callee, 'property')
  const name = text(property, source)
  const other = OTHER_METHODS[name]
  return [
    ...(other === undefined ? [] : [replace(`swap method ${name}`, property, other)]),
    ...(REFINING_METHODS.has(name) ? [unwrap(`drop method ${name}`, callee, 'object', source, node)] : []),
  ]
}

function changeLiteral(node: Node, parent: Node, source: string): Edit[] {
  const { value } = node
  if (isTypeof(parent['left']) && parent['right'] === node) return []
  if (typeof value === 'boolean') return [replace(`flip ${value}`, node, String(!value))]
  if (typeof value === 'number') return [replace(`increment ${value}`, node, `${value + 1}`)]
  if (isProblem(parent)) return [replace(`other code than ${String(value)}`, node, "'internal'")]
  // An element is taken out as a whole.
  if (parent.type === 'ArrayExpression') return []
  if (typeof value === 'string') {
    const operator = named('other text than', value === '' ? 'empty' : value)
    return isProse(value) ? [] : [replace(operator, node, value === '' ? "'mutant'" : "''")]
  }
  const regex = text(node, source)
  if (!regex.startsWith('/')) return []
  const end = regex.lastIndexOf('/')
  const [pattern, flags] = [regex.slice(1, end), regex.slice(end + 1)]
  return [
    replace('drop start of pattern', node, `/${pattern.replace(/^\^/, '')}/${flags}`),
    replace('drop end of pattern', node, `/${pattern.replace(/\$$/, '')}/${flags}`),
    replace('drop repetition of pattern', node, `/${pattern.replace(/[+*]/, '')}/${flags}`),
    replace('drop flags of pattern', node, `/${pattern}/`),
  ]
}

function removals(operator: string, node: Node, key: string, source: string): Edit[] {
  const parts = (node[key] as readonly unknown[]).filter(isNode)
  return parts.map((part, index) => {
    const { start, end } = part
    const next = parts[index + 1]
    const name = isNode(part['key']) ? part['key'] : part
    return { operator: named(operator, text(name, source)), start, end: next?.start ?? end, text: '' }
  })
}

// A condition is made to hold always and never, part by part: a test that notices its opposite notices one of these too.
function isCondition(parent: Node): boolean {
  return parent.type === 'IfStatement' || parent.type === 'LogicalExpression'
}

function isTypeof(value: unknown): boolean {
  return isNode(value) && value.type === 'UnaryExpression' && value['operator'] === 'typeof'
}

function isProblem({ type, callee }: Node): boolean {
  return type === 'NewExpression' && isNode(callee) && callee['name'] === 'ProblemError'
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
  return typeof name === 'string' && name.endsWith('Error') && name !== 'ProblemError'
}

function isProse(value: string): boolean {
  return /\w \w/.test(value)
}

// An operator together with what it changes, as far as that is short.
function named(operator: string, detail: string): string {
  const line = detail.replace(/\s+/g, ' ')
  return line === '' || line.length > DETAIL_MAX_CHARACTERS ? operator : `${operator} ${line}`
}

// The function that an expression calls, or the variable that it sets.
function calledOrSet(expression: Node): string {
  const { argument, callee, left } = expression
  if (isNode(argument)) return calledOrSet(argument)
  if (isNode(callee)) return nameOf(callee)
  return isNode(left) ? nameOf(left) : ''
}

function unwrap(operator: string, node: Node, key: string, source: string, whole: Node = node): Edit {
  return replace(operator, whole, text(child(node, key), source))
}

function replace(operator: string, { start, end }: Node, replacement: string): Edit {
  return { operator, start, end, text: replacement }
}
