// Reads the text of an OpenAPI document, JSON or YAML, and finds the lines of its parts.
import { createRequire } from 'node:module'
import { type Node, parseTree, type ParseError, printParseErrorCode, visit } from 'jsonc-parser'
import type * as Yaml from 'yaml'
import { ContractError } from '../contract-error.ts'
import { pointerTo } from './pointer.ts'

/** A text, read. */
export interface ReadText {
  readonly value: unknown
  /** Returns the line of a part, or of the nearest part around it that is there. @param keys that lead to it */
  readonly lineOf: (keys: readonly string[]) => number
}

/**
 * Reads a text.
 *
 * @param file what sentences call it; its extension says whether it is YAML
 * @throws ContractError with the line, when it is neither JSON nor YAML
 */
export function readText(text: string, file: string): ReadText {
  return /\.ya?ml$/i.test(file) ? readYaml(text, file) : readJson(text, file)
}

function readJson(text: string, file: string): ReadText {
  try {
    const value: unknown = JSON.parse(text)
    checkRepetitions(text, file)
    let tree: Node | undefined
    let starts: number[] | undefined
    return {
      value,
      lineOf: (keys) => {
        tree ??= parseTree(text)
        starts ??= lineStartsOf(text)
        return lineAt(starts, tree === undefined ? 0 : offsetOf(tree, keys))
      },
    }
  } catch (cause) {
    if (cause instanceof ContractError) throw cause
    const errors: ParseError[] = []
    parseTree(text, errors)
    const [first] = errors
    const what = first === undefined ? 'it can not be read' : printParseErrorCode(first.error)
    throw new ContractError(
      `${file}:${lineAt(lineStartsOf(text), first?.offset ?? 0)} is no JSON (${what}): save the service's OpenAPI document there`,
      { cause },
    )
  }
}

// Of two paths or operations with one name JSON.parse keeps the second without a word. YAML refuses them.
function checkRepetitions(text: string, file: string): void {
  const problems: string[] = []
  const keys: string[] = []
  const seen: Set<string>[] = []
  visit(text, {
    onObjectBegin: () => {
      seen.push(new Set())
    },
    onObjectEnd: () => {
      seen.pop()
    },
    onObjectProperty: (name, _offset, _length, line) => {
      const depth = seen.length
      keys.splice(depth - 1, Infinity, name)
      const isOperation = depth > 1 && depth < 4 && keys[0] === 'paths'
      if (isOperation && seen.at(-1)?.has(name) === true)
        problems.push(
          `${file}:${line + 1} (#${pointerTo(...keys)}) is the second one of this name: keep one of them, or join them`,
        )
      seen.at(-1)?.add(name)
    },
  })
  if (problems.length > 0) throw new ContractError(problems)
}

function offsetOf(tree: Node, keys: readonly string[]): number {
  let node = tree
  let { offset } = tree
  for (const key of keys) {
    const next: Node | undefined =
      node.type === 'array'
        ? node.children?.[Number(key)]
        : node.children?.find((property) => property.children?.[0]?.value === key)
    if (next === undefined) break
    ;({ offset } = next)
    node = next.type === 'property' ? (next.children?.[1] ?? next) : next
  }
  return offset
}

function lineStartsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAt(starts: readonly number[], offset: number): number {
  return starts.findLastIndex((start) => start <= offset) + 1
}

// Every command reads the contracts, but few projects have a document in YAML, and the library has seventy modules.
function yamlLibrary(): typeof Yaml {
  return createRequire(import.meta.url)('yaml') as typeof Yaml
}

function readYaml(text: string, file: string): ReadText {
  const { LineCounter, parseDocument } = yamlLibrary()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined)
    throw new ContractError(
      `${file}:${lines.linePos(error.pos[0]).line} is no YAML (${error.message}): save the service's OpenAPI document there`,
      { cause: error },
    )
  return { value: yamlValue(document, file), lineOf: (keys) => lines.linePos(yamlOffset(document.contents, keys)).line }
}

// Aliases are limited, so that a small text does not become a large document.
function yamlValue(document: Yaml.Document.Parsed, file: string): unknown {
  try {
    // References to one object become copies: what is changed in one place must not change in another.
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 1000 }) ?? null))
  } catch (cause) {
    throw new ContractError(`${file} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

function yamlOffset(contents: unknown, keys: readonly string[]): number {
  const { isMap, isNode, isSeq } = yamlLibrary()
  let node = contents
  let offset = 0
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find(({ key: name }) => String(name) === key)
      if (pair === undefined) break
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      if (isNode(node)) offset = node.range?.[0] ?? offset
    } else break
  }
  return offset
}
