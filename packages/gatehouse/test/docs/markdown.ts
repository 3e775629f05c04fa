// Reads the project's documents: what they link to, and the commands and files that they name.
import { globSync, readFileSync } from 'node:fs'

/** A document, without the text of its code. */
export interface MarkdownDocument {
  readonly path: string
  readonly text: string
  /** The text outside of fenced code. */
  readonly prose: string
  /** The lines of fenced code, and each span of code in the prose. */
  readonly code: readonly string[]
}

/** The documents of the project in the working directory. The history names what was renamed, so it is not among them. */
export function readDocuments(): MarkdownDocument[] {
  return globSync(['*.md', 'docs/**/*.md', 'bench/*.md', 'packages/*/*.md'])
    .filter((path) => path !== 'CHANGELOG.md')
    .toSorted()
    .map((path) => parseDocument(path, readFileSync(path, 'utf8')))
}

/** Parses a document. */
export function parseDocument(path: string, text: string): MarkdownDocument {
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```$/gm)].flatMap(([, code = '']) => code.split('\n'))
  const prose = text.replaceAll(/^```\w*\n[^]*?^```$/gm, '')
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' '))
  return { path, text, prose, code: [...blocks, ...spans] }
}

/** Where a document links to, images too. */
export function linksOf({ prose }: MarkdownDocument): string[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
}

/** The names that a link can lead to in a document: those of its headings, as GitHub makes them, and of its anchors. */
export function anchorsOf({ prose }: MarkdownDocument): string[] {
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]
}

/** A call of a script or of the command that a document names. */
export interface NamedCommand {
  readonly kind: 'npm run' | 'gatehouse' | 'deno task'
  /** What stands behind it, until the end of the call. */
  readonly words: readonly string[]
}

/** The calls that a document names. */
export function commandsOf({ code }: MarkdownDocument): NamedCommand[] {
  return code.flatMap((line) =>
    line
      .replace(/(?:^|\s)#.*$/, '')
      .split(/&&|\||\$\(|<\(|\)/)
      .flatMap((call): NamedCommand[] => {
        const [, kind, rest = ''] =
          /^\s*(?:\w+=\S+ )*(?:npx )?(npm run|gatehouse|deno task) (?:-s )?(.+)$/.exec(call) ?? []
        if (kind !== 'npm run' && kind !== 'gatehouse' && kind !== 'deno task') return []
        return [{ kind, words: rest.split(/\s+/).filter((word) => word !== '' && word !== '--') }]
      }),
  )
}
