// Reads what the package `gatehouse` exports, with the comment of each declaration, out of its sources. TypeScript has no API for it here,
// so the sources are read as text: their form is regular, and whatever is not understood is an error.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PACKAGE = 'packages/gatehouse'

/** What an export is. */
export type ExportKind = 'function' | 'class' | 'constant' | 'type'

/** An export of an entry. */
export interface PublicExport {
  /** `default` for the one without a name. */
  readonly name: string
  readonly kind: ExportKind
  /** The comment at its declaration up to the first tag, in Markdown; empty when there is none. */
  readonly description: string
  /** The code of each `@example`. */
  readonly examples: readonly string[]
}

/** An entry of the package. */
export interface PublicEntry {
  /** As an import names it: `gatehouse/access`. */
  readonly specifier: string
  /** What its file says of it in its first line. */
  readonly purpose: string
  readonly exports: readonly PublicExport[]
}

const KINDS = {
  function: 'function',
  class: 'class',
  const: 'constant',
  interface: 'type',
  type: 'type',
} as const satisfies Record<string, ExportKind>
type Keyword = keyof typeof KINDS

/** Reads every entry. The working directory must be the root of the repository. @throws Error for an export that is not found */
export function readPublicApi(): PublicEntry[] {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string>>
  }
  const modules = Object.entries(exports).filter(([, path]) => path.endsWith('.ts'))
  return modules.map(([entry, path]) => {
    const file = join(PACKAGE, path)
    const text = readFileSync(file, 'utf8')
    const [comment = ''] = /^(?:\/\/ .*\n)+/.exec(text) ?? []
    return {
      specifier: join('gatehouse', entry),
      purpose: comment
        .replaceAll(/^\/\/ /gm, '')
        .replaceAll('\n', ' ')
        .replace(/^The entry `[^`]+`: /, '')
        .trim(),
      exports: exportsOf(file).toSorted((one, other) => one.name.localeCompare(other.name, 'en')),
    }
  })
}

// The exports of a module: its own declarations, and those that it hands on.
function exportsOf(file: string): PublicExport[] {
  const text = readFileSync(file, 'utf8')
  const own = [...text.matchAll(/^export (?:async )?(?:function|class|const|interface|type) (\w+)/gm)].map(
    ([, name = '']) => name,
  )
  const handedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\}(?: from '(.+)')?/gm)].flatMap(
    ([statement, names = '', from]) => {
      if (from === undefined) throw new Error(`${file} exports what it has imported: "${statement}" needs its module`)
      return names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name): PublicExport => {
          const declared = declarationOf(name.replace(/^type /, ''), join(dirname(file), from))
          // A class may be exported as a type alone: a project can't make one then.
          return name.startsWith('type ') || statement.startsWith('export type')
            ? { ...declared, kind: 'type' }
            : declared
        })
    },
  )
  const stars = [...text.matchAll(/^export \* from '(.+)'/gm)].flatMap(([, from = '']) =>
    exportsOf(join(dirname(file), from)),
  )
  const byDefault = /^export default /m.test(text) ? ['default'] : []
  return [...[...new Set([...own, ...byDefault])].map((name) => declarationOf(name, file)), ...handedOn, ...stars]
}

// A name may be a type and a value at once: an error is a class then, although it is written as a constant.
function declarationOf(name: string, file: string): PublicExport {
  const text = readFileSync(file, 'utf8')
  const declared =
    name === 'default'
      ? [...text.matchAll(/(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export default /g)]
      : [
          ...text.matchAll(
            new RegExp(
              String.raw`(?:/\*\*((?:(?!\*/)[^])*)\*/\n(?://.*\n)*)?^export (?:async )?(function|class|const|interface|type) ${name}\b`,
              'gm',
            ),
          ),
        ]
  const kinds = declared.map(([, , keyword = 'const']) => KINDS[keyword as Keyword])
  const value = Math.max(
    0,
    kinds.findIndex((kind) => kind !== 'type'),
  )
  const kind = kinds[value]
  if (kind === undefined) throw new Error(`${file} does not declare ${name}: export it from where it is declared`)
  const comment = declared[value]?.[1] ?? ''
  return { name, kind: kinds.length > 1 && kind === 'constant' ? 'class' : kind, ...parseComment(comment) }
}

/** Parses the inside of a comment, between its marks. */
function parseComment(comment: string): Pick<PublicExport, 'description' | 'examples'> {
  const text = comment.replaceAll(/^ *\* ?/gm, '').trim()
  const [description = '', ...tags] = text.split(/(?:^|(?<=\s))(?=@(?:example|param|returns|throws|typeParam)\b)/m)
  const examples = tags
    .filter((tag) => tag.startsWith('@example'))
    .map((tag) => `${tag.slice('@example'.length).trim()}\n`)
  return { description: description.trim().replaceAll(/\{@link (\w+)\}/g, '`$1`'), examples }
}
