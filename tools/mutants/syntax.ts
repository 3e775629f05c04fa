// The syntax tree of a source file, as little of it as breaking the file takes.
import { parseAst } from 'vitest/node'

/** A node of the tree (ESTree, with TypeScript's). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** The nodes whose names say where something stands. */
const SCOPES = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
  'MethodDefinition',
  'PropertyDefinition',
  'VariableDeclarator',
  'Property',
])

/** The tree of a source. @throws Error when it is none */
export function parse(source: string): Node {
  const tree: unknown = parseAst(source, { lang: 'ts' })
  if (!isNode(tree)) throw new TypeError('the parser gave no tree')
  return tree
}

/** Whether a source is one at all. */
export function isSound(source: string): boolean {
  try {
    parse(source)
    return true
  } catch {
    return false
  }
}

/** What is done with a node. @param scope the names of the declarations around it: `KeyRing.seek.name` */
type Visit = (node: Node, parent: Node, scope: string) => boolean

/** Visits every node of a tree that can run, no types and no imports; the nodes below one only if the visit says so. */
export function walk(node: Node, parent: Node, visit: Visit, outer = ''): void {
  if (node.type === 'ImportDeclaration') return
  const name = declaredName(node)
  const scope = [outer, name].filter(Boolean).join('.')
  if (!visit(node, parent, scope)) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'key' && node['computed'] !== true) continue
    for (const inner of (Array.isArray(value) ? value : [value]) as unknown[]) {
      if (isNode(inner) && (!inner.type.startsWith('TS') || 'expression' in inner)) walk(inner, node, visit, scope)
    }
  }
}

// The name that a node gives to what is below it; empty for one that gives none.
function declaredName(node: Node): string {
  if (!SCOPES.has(node.type)) return ''
  const name = node['id'] ?? node['key']
  return isNode(name) ? nameOf(name) : ''
}

/** The name in an identifier, `#name` for a private one, and of what it belongs to the last; empty for any other node. */
export function nameOf(node: Node): string {
  if (node.type === 'MemberExpression') return nameOf(child(node, 'property'))
  const { name } = node
  if (typeof name !== 'string') return ''
  return node.type === 'PrivateIdentifier' ? `#${name}` : name
}

/** Where the bodies of a file's functions begin and end, outer ones first. */
export function functionBodies(source: string): { readonly start: number; readonly end: number }[] {
  const bodies: { start: number; end: number }[] = []
  const program = parse(source)
  walk(program, program, (node, parent) => {
    if (node.type === 'BlockStatement' && /Function/.test(parent.type))
      bodies.push({ start: node.start, end: node.end })
    return true
  })
  return bodies
}

/** The source of a node. */
export function text({ start, end }: Node, source: string): string {
  return source.slice(start, end)
}

/** The node under this name. */
export function child(node: Node, key: string): Node {
  const value = node[key]
  if (!isNode(value)) throw new TypeError(`${node.type} has no ${key}`)
  return value
}

/** Whether a value is a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
