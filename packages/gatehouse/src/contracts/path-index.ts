// Finds the paths that some request may fit together with another path, without comparing each with each.
import { type Segment, segmentsOverlap } from './path-template.ts'

interface Node<Row> {
  readonly literals: Map<string, Node<Row>>
  readonly patterns: Map<string, { readonly segment: Segment; readonly node: Node<Row> }>
  readonly rows: Row[]
}

/** Paths in a tree by their segments. */
export class PathIndex<Row> {
  readonly #root: Node<Row> = emptyNode()

  /** Adds a path. */
  add(segments: readonly Segment[], row: Row): void {
    let node = this.#root
    for (const segment of segments) node = childOf(node, segment)
    node.rows.push(row)
  }

  /** Returns the rows whose paths some request may fit that fits this path too. */
  overlapping(segments: readonly Segment[]): Row[] {
    const found: Row[] = []
    collect(this.#root, segments, 0, found)
    return found
  }
}

function emptyNode<Row>(): Node<Row> {
  return { literals: new Map(), patterns: new Map(), rows: [] }
}

function childOf<Row>(node: Node<Row>, segment: Segment): Node<Row> {
  if (segment.names.length === 0) {
    const text = segment.texts.join('')
    const known = node.literals.get(text)
    if (known !== undefined) return known
    const made = emptyNode<Row>()
    node.literals.set(text, made)
    return made
  }
  const key = segment.isRest ? '/' : segment.texts.join('{}')
  const known = node.patterns.get(key)?.node
  if (known !== undefined) return known
  const made = emptyNode<Row>()
  node.patterns.set(key, { segment, node: made })
  return made
}

function collect<Row>(node: Node<Row>, segments: readonly Segment[], depth: number, found: Row[]): void {
  const segment = segments[depth]
  if (segment === undefined) {
    found.push(...node.rows)
    return
  }
  if (segment.isRest) {
    collectAll(node, found, false)
    return
  }
  if (segment.names.length === 0) {
    const literal = node.literals.get(segment.texts.join(''))
    if (literal !== undefined) collect(literal, segments, depth + 1, found)
  } else {
    for (const [text, literal] of node.literals) {
      if (segmentsOverlap(segment, { texts: [text], names: [], isRest: false }))
        collect(literal, segments, depth + 1, found)
    }
  }
  for (const { segment: other, node: child } of node.patterns.values()) {
    if (other.isRest) found.push(...child.rows)
    else if (segmentsOverlap(segment, other)) collect(child, segments, depth + 1, found)
  }
}

function collectAll<Row>(node: Node<Row>, found: Row[], isBelow: boolean): void {
  if (isBelow) found.push(...node.rows)
  for (const child of node.literals.values()) collectAll(child, found, true)
  for (const { node: child } of node.patterns.values()) collectAll(child, found, true)
}
