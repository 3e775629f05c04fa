// A mutant is a source file with one small thing in it broken.
import { type Edit, editsOf } from './operators.ts'
import { functionBodies, isSound } from './syntax.ts'

/** A source file with one change in it. */
export interface Mutant {
  readonly file: string
  readonly line: number
  /** The lines that change, white space collapsed, before and after: together with the file they name the mutant. */
  readonly was: string
  readonly becomes: string
  readonly source: string
  /** Where the body of the function begins that it stands in; `null` outside of any. */
  readonly within: number | null
}

/** Every mutant of a file, in the order of the source. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const mutants = new Map<string, Mutant>()
  for (const edit of editsOf(source)) {
    const mutant = apply(file, source, edit)
    if (!mutants.has(mutant.source)) mutants.set(mutant.source, mutant)
  }
  mutants.delete(source)
  return [...mutants.values()].filter((mutant) => isSound(mutant.source))
}

/** The mutant that one change of a file makes. */
export function apply(file: string, source: string, { start, end, text: replacement }: Edit): Mutant {
  const from = source.lastIndexOf('\n', start - 1) + 1
  const newline = source.indexOf('\n', end)
  const to = newline === -1 ? source.length : newline
  return {
    file,
    line: source.slice(0, start).split('\n').length,
    was: collapse(source.slice(from, to)),
    becomes: collapse(source.slice(from, start) + replacement + source.slice(end, to)),
    source: source.slice(0, start) + replacement + source.slice(end),
    within: functionBodies(source).findLast((body) => body.start < start && end < body.end)?.start ?? null,
  }
}

function collapse(lines: string): string {
  return lines.replace(/\s+/g, ' ').trim()
}
