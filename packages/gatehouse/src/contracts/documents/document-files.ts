// Reads the document of a service from its folder: openapi.json or openapi.yaml, the files that it refers to, and the overlay beside it.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { ContractError } from '../contract-error.ts'
import type { DocumentSource } from '../document-source.ts'
import { bundleDocument, type CheckedDocument } from './bundle.ts'
import { type ReadText, readText } from './document-text.ts'
import { applyOverlay } from './overlay.ts'
import { keysOf } from './pointer.ts'

/** The largest document, with all of its files. */
export const DOCUMENT_MAX_BYTES = 10_000_000

const NAMES = ['openapi.json', 'openapi.yaml', 'openapi.yml']
const OVERLAYS = ['overlay.json', 'overlay.yaml', 'overlay.yml']

/** A document, complete, with the places of its parts. */
export interface FoundDocument extends CheckedDocument {
  readonly source: DocumentSource
}

/**
 * Reads the document of a service.
 *
 * @param folder where it is
 * @param shown what sentences call the folder: `origins/reports`
 * @throws ContractError when there is none or more than one, and when its text or that of its overlay can't be read
 */
export function readDocument(folder: string, shown: string): FoundDocument {
  const name = onlyOne(folder, shown, NAMES)
  if (name === undefined)
    throw new ContractError(
      `${shown}/openapi.json is missing: save the service's own OpenAPI document there, as openapi.json or openapi.yaml`,
    )
  const files = new DocumentFiles(folder, shown)
  const main = files.text(name)
  const overlay = onlyOne(folder, shown, OVERLAYS)
  const overlaid =
    overlay === undefined
      ? { document: main.value, faults: [] }
      : applyOverlay(main.value, files.text(overlay).value, (pointer) => files.locate(overlay, pointer))
  const bundled = bundleDocument(overlaid.document, name, {
    read: (path) => files.text(path).value,
    locate: (path, pointer) => files.locate(path, pointer),
  })
  const source = { file: `${shown}/${name}`, locate: (pointer: string) => files.locate(name, pointer) }
  return { document: bundled.document, faults: [...overlaid.faults, ...bundled.faults], source }
}

function onlyOne(folder: string, shown: string, names: readonly string[]): string | undefined {
  const present = existsSync(folder) ? readdirSync(folder) : []
  const [found, ...others] = names.filter((name) => present.includes(name))
  if (others.length > 0) throw new ContractError(`${shown} has ${[found, ...others].join(' and ')}: keep one of them`)
  return found
}

/** The files of a document, in a folder. */
export class DocumentFiles {
  readonly #folder: string
  readonly #shown: string
  readonly #read = new Map<string, ReadText>()
  #bytes = 0

  /** @param shown what sentences call the folder */
  constructor(folder: string, shown: string) {
    this.#folder = folder
    this.#shown = shown
  }

  /** Reads a file. @param path within the folder @throws ContractError when it can't be read */
  text(path: string): ReadText {
    const known = this.#read.get(path)
    if (known !== undefined) return known
    const shown = `${this.#shown}/${path}`
    const found = resolve(this.#folder, path)
    if (!existsSync(found) || !statSync(found).isFile()) throw new ContractError(`${shown} is missing: save it there`)
    // A symbolic link must not lead out of the folder.
    if (!realpathSync(found).startsWith(realpathSync(this.#folder) + sep))
      throw new ContractError(`${shown} leads out of ${dirname(join(this.#shown, 'x'))}: save the file itself there`)
    this.#bytes += statSync(found).size
    if (this.#bytes > DOCUMENT_MAX_BYTES)
      throw new ContractError(
        `${shown} makes the document larger than ${DOCUMENT_MAX_BYTES / 1_000_000} MB: leave out of it what clients of the gateway do not need, such as examples`,
      )
    const text = readText(readFileSync(found, 'utf8'), shown)
    this.#read.set(path, text)
    return text
  }

  /** The place of a part of a file, for sentences. */
  locate(path: string, pointer: string): string {
    const line = this.#read.get(path)?.lineOf(keysOf(pointer))
    return `${this.#shown}/${path}${line === undefined ? '' : `:${line}`} (#${pointer})`
  }
}
