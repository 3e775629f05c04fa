// The syntax tree of a source file, as little of it as breaking the file takes.
import { parseAst } from 'vitest/node'

/** A node of the tree (ESTree, with TypeScript's). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

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

/** Visits every node of a tree that can run, no types and no imports; what is below one only if the visit says so. */
export function walk(node: Node, parent: Node, visit: (node: Node, parent: Node) => boolean): void {
  if (node.type === 'ImportDeclaration') return
  if (!visit(node, parent)) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'key' && node['computed'] !== true) continue
    for (const inner of (Array.isArray(value) ? value : [value]) as unknown[]) {
      if (isNode(inner) && (!inner.type.startsWith('TS') || 'expression' in inner)) walk(inner, node, visit)
    }
  }
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
