// Fetches the document of a service for `gatehouse import`, with the files that it refers to: over https, or over http from this machine, within
// limits of time, size and number. A document of several files becomes one.
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { isSecure } from '../../tenant/tenant-domain.ts'
import { ContractError } from '../contract-error.ts'
import { versionOf } from '../upgrade.ts'
import { bundleDocument, type CheckedDocument, type FileReader, hasForeignParts } from './bundle.ts'
import { DOCUMENT_MAX_BYTES, DocumentFiles } from './document-files.ts'
import { readText } from './document-text.ts'

const FETCH_TIMEOUT_MILLIS = 30_000
const FILES_MAX = 100
const ACCEPT = 'application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5'

/**
 * Returns the document at an address, or in a file. The files that it refers to are read from the same origin, or from the folder of the file.
 *
 * @param from `https://reports.example.com/openapi.json`, `http://localhost:8000/openapi.json`, or a path
 * @throws ContractError for an address that is not allowed, an answer that is no document, and what is too large, too much or too slow
 */
export async function fetchDocument(from: string): Promise<unknown> {
  const download = /^https?:\/\//i.test(from) ? new Download(from) : undefined
  const document = valueOf(download === undefined ? await fileText(from) : await download.text(from), from)
  if (versionOf(document) === 'none')
    throw new ContractError(
      `${from} is no OpenAPI document: it has neither "openapi" nor "swagger". Name the address of the document itself, such as /openapi.json of FastAPI or /v3/api-docs of Spring`,
    )
  if (!hasForeignParts(document)) return document
  if (download !== undefined) return await download.withReferredFiles(document)
  const files = new DocumentFiles(dirname(from), dirname(from))
  return faultless(
    bundleDocument(document, basename(from), {
      read: (path) => files.text(path).value,
      locate: (path, pointer) => files.locate(path, pointer),
    }),
  )
}

function faultless({ document, faults }: CheckedDocument): unknown {
  if (faults.length > 0) throw new ContractError(faults)
  return document
}

function valueOf(text: string, name: string): unknown {
  if (/^\s*</.test(text))
    throw new ContractError(`${name} is a page, not an OpenAPI document: name the address of openapi.json itself`)
  // A YAML reader takes JSON too, but slowly.
  const isJsonText = /^\s*[{[]/.test(text)
  const named = isJsonText ? name.replace(/\.ya?ml$/i, '.json') : `${name.replace(/\.\w+$/, '')}.yaml`
  return readText(text, named).value
}

async function fileText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ContractError(`${path} can't be read: name an address or a file`, { cause })
  })
  if (bytes.byteLength > DOCUMENT_MAX_BYTES) throw tooLarge(path)
  return bytes.toString('utf8')
}

/** Fetches the files of one document. All of them share the limits. */
class Download {
  readonly #from: string
  readonly #signal = AbortSignal.timeout(FETCH_TIMEOUT_MILLIS)
  #bytes = 0

  constructor(from: string) {
    if (!URL.canParse(from) || !isSecure(from))
      throw new ContractError(`${from} can't be imported: use https, or http on this machine alone`)
    this.#from = from
  }

  async text(address: string): Promise<string> {
    try {
      // A redirect could lead anywhere.
      const answer = await fetch(address, { redirect: 'manual', headers: { accept: ACCEPT }, signal: this.#signal })
      if (!answer.ok) {
        const location = answer.headers.get('location')
        const remedy = location === null ? 'name the address of the document' : `name where it leads: ${location}`
        throw new ContractError(`${address} answers ${answer.status}: ${remedy}`)
      }
      return await this.#limitedText(answer, address)
    } catch (cause) {
      if (cause instanceof ContractError) throw cause
      const reason = cause instanceof Error && cause.name === 'TimeoutError' ? 'within 30 seconds' : 'at all'
      throw new ContractError(`${address} does not answer ${reason}: start the service, or correct the address`, {
        cause,
      })
    }
  }

  // What a file refers to is known when it is there: each round fetches what the last one missed.
  async withReferredFiles(document: unknown): Promise<unknown> {
    const { origin, pathname, search } = new URL(this.#from)
    const main = pathname.slice(1) + search
    const addressOf = (path: string): string => `${origin}/${path}`
    const files = new Map<string, unknown>()
    for (;;) {
      const missing = new Set<string>()
      const reader: FileReader = {
        read: (path) => {
          if (files.has(path)) return files.get(path)
          missing.add(path)
          throw new ContractError(`${addressOf(path)} is not fetched`)
        },
        locate: (path, pointer) => `${addressOf(path)} (#${pointer})`,
        pathOf: (address) => (address.startsWith(`${origin}/`) ? address.slice(origin.length) : undefined),
      }
      const bundled = bundleDocument(document, main, reader)
      if (missing.size === 0) return faultless(bundled)
      if (files.size + missing.size > FILES_MAX)
        throw new ContractError(
          `${this.#from} refers to more than ${FILES_MAX} files: import a document that is one file, as \`redocly bundle\` makes it`,
        )
      await Promise.all(
        [...missing].map(async (path) => {
          files.set(path, valueOf(await this.text(addressOf(path)), addressOf(path)))
        }),
      )
    }
  }

  async #limitedText({ body }: Response, address: string): Promise<string> {
    const pieces: Uint8Array[] = []
    for await (const piece of body ?? []) {
      this.#bytes += piece.byteLength
      if (this.#bytes > DOCUMENT_MAX_BYTES) throw tooLarge(address)
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  }
}

function tooLarge(from: string): ContractError {
  return new ContractError(
    `${from} makes the document larger than ${DOCUMENT_MAX_BYTES / 1_000_000} MB: import a document without what clients of the gateway do not need, such as examples`,
  )
}
