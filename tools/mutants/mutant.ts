// A mutant is a source file with one small thing in it broken.
import { editsOf, type PlacedEdit } from './operators.ts'
import { functionBodies, isSound } from './syntax.ts'

/** A source file with one change in it. */
export interface Mutant {
  readonly file: string
  readonly line: number
  /** What is broken, and where in the file, wherever that stands and however it is written: `Gate.admit: condition true`. */
  readonly name: string
  /** The lines that change, white space collapsed, before and after. */
  readonly was: string
  readonly becomes: string
  readonly source: string
  /** Where the body of the function begins that it stands in; `null` outside of any. */
  readonly within: number | null
}

/** Every mutant of a file, in the order of the source. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const mutants = new Map<string, Mutant>()
  const counts = new Map<string, number>()
  for (const edit of editsOf(source)) {
    const mutant = apply(file, source, numbered(edit, counts))
    if (!mutants.has(mutant.source)) mutants.set(mutant.source, mutant)
  }
  mutants.delete(source)
  return [...mutants.values()].filter((mutant) => isSound(mutant.source))
}

/** The mutant that one change of a file makes. */
export function apply(file: string, source: string, { scope, operator, start, end, text }: PlacedEdit): Mutant {
  const from = source.lastIndexOf('\n', start - 1) + 1
  const newline = source.indexOf('\n', end)
  const to = newline === -1 ? source.length : newline
  return {
    file,
    name: scope === '' ? operator : `${scope}: ${operator}`,
    line: source.slice(0, start).split('\n').length,
    was: collapse(source.slice(from, to)),
    becomes: collapse(source.slice(from, start) + text + source.slice(end, to)),
    source: source.slice(0, start) + text + source.slice(end),
    within: functionBodies(source).findLast((body) => body.start < start && end < body.end)?.start ?? null,
  }
}

// Several that would have the same name are counted within the declaration that they stand in.
function numbered(edit: PlacedEdit, counts: Map<string, number>): PlacedEdit {
  const name = `${edit.scope}: ${edit.operator}`
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  return count === 1 ? edit : { ...edit, operator: `${edit.operator} (${count})` }
}

function collapse(lines: string): string {
  return lines.replace(/\s+/g, ' ').trim()
}
