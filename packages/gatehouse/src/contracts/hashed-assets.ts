// Gives the files of the pages names with a hash, so that a browser may keep them forever and never shows an old one.
import { createHash } from 'node:crypto'

/** Where the files are served. */
const ADDRESS = '/docs/assets'
const HASH_CHARACTERS = 10
const YEAR_SECONDS = 31_536_000
/** A file of this form has a hash already: it is of the brand of a project. */
const HAS_HASH = /^brand-/
/** Pages that the gateway makes at run time name these without a hash. */
const NAMED_AT_RUN_TIME = ['gatehouse.css', 'mark.svg']

/** The files as they are served. */
export interface HashedAssets {
  /** By their path below /docs/assets. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Replaces each address in a page by that of the file with its hash. */
  readonly link: (page: string) => string
  /** The rules of caching, as Cloudflare reads them from `_headers`. */
  readonly headers: string
}

/** Names the files by their content. @param given by their path below /docs/assets */
export function hashedAssets(given: Readonly<Record<string, Uint8Array>>): HashedAssets {
  const names = new Map(Object.entries(given).map(([path, content]) => [path, nameOf(path, content)]))
  const files = Object.entries(given).flatMap(([path, content]): [string, Uint8Array][] => {
    const named: [string, Uint8Array] = [names.get(path) ?? path, content]
    return NAMED_AT_RUN_TIME.includes(path) ? [named, [path, content]] : [named]
  })
  return {
    files: Object.fromEntries(files),
    link: (page) =>
      page.replaceAll(/(["(])\/docs\/assets\/([\w./-]+)/g, (_, before: string, path: string) => {
        return `${before}${ADDRESS}/${names.get(path) ?? path}`
      }),
    headers: [...names.values()]
      .map((path) => `${ADDRESS}/${path}\n  Cache-Control: public, max-age=${YEAR_SECONDS}, immutable\n`)
      .join(''),
  }
}

function nameOf(path: string, content: Uint8Array): string {
  if (HAS_HASH.test(path)) return path
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, HASH_CHARACTERS)
  return path.replace(/(?=\.\w+$)/, `-${hash}`)
}
