// Fetches the document of a service for `gatehouse import`: over https, or over http from this machine, within limits of time and size.
import { readFile } from 'node:fs/promises'
import { isSecure } from '../../tenant/tenant-domain.ts'
import { ContractError } from '../contract-error.ts'
import { versionOf } from '../upgrade.ts'
import { DOCUMENT_MAX_BYTES } from './document-files.ts'
import { readText } from './document-text.ts'

const FETCH_TIMEOUT_MILLIS = 30_000
const ACCEPT = 'application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, text/yaml;q=0.9, */*;q=0.5'

/**
 * Returns the document at an address, or in a file.
 *
 * @param from `https://reports.example.com/openapi.json`, `http://localhost:8000/openapi.json`, or a path
 * @throws ContractError for an address that is not allowed, an answer that is no document, and one that is too large or too slow
 */
export async function fetchDocument(from: string): Promise<unknown> {
  const isAddress = /^https?:\/\//i.test(from)
  const { text, name } = isAddress ? await fetchText(from) : { text: await fileText(from), name: from }
  // A YAML reader takes JSON too, but slowly.
  const isJsonText = /^\s*[{[]/.test(text)
  if (/^\s*</.test(text))
    throw new ContractError(`${from} is a page, not an OpenAPI document: name the address of openapi.json itself`)
  const { value } = readText(
    text,
    isJsonText ? name.replace(/\.ya?ml$/i, '.json') : `${name.replace(/\.\w+$/, '')}.yaml`,
  )
  if (versionOf(value) === 'none')
    throw new ContractError(
      `${from} is no OpenAPI document: it has neither "openapi" nor "swagger". Name the address of the document itself, such as /openapi.json of FastAPI or /v3/api-docs of Spring`,
    )
  return value
}

async function fileText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ContractError(`${path} can't be read: name an address or a file`, { cause })
  })
  if (bytes.byteLength > DOCUMENT_MAX_BYTES) throw tooLarge(path)
  return bytes.toString('utf8')
}

async function fetchText(from: string): Promise<{ readonly text: string; readonly name: string }> {
  if (!URL.canParse(from) || !isSecure(from))
    throw new ContractError(`${from} can't be imported: use https, or http on this machine alone`)
  try {
    // A redirect could lead anywhere.
    const answer = await fetch(from, {
      redirect: 'manual',
      headers: { accept: ACCEPT },
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MILLIS),
    })
    if (!answer.ok) {
      const location = answer.headers.get('location')
      const remedy = location === null ? 'name the address of the document' : `name where it leads: ${location}`
      throw new ContractError(`${from} answers ${answer.status}: ${remedy}`)
    }
    return { text: await limitedText(answer, from), name: from }
  } catch (cause) {
    if (cause instanceof ContractError) throw cause
    const reason = cause instanceof Error && cause.name === 'TimeoutError' ? 'within 30 seconds' : 'at all'
    throw new ContractError(`${from} does not answer ${reason}: start the service, or correct the address`, { cause })
  }
}

async function limitedText({ body }: Response, from: string): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.byteLength
    if (length > DOCUMENT_MAX_BYTES) throw tooLarge(from)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function tooLarge(from: string): ContractError {
  return new ContractError(
    `${from} is larger than ${DOCUMENT_MAX_BYTES / 1_000_000} MB: import a document without what clients of the gateway do not need, such as examples`,
  )
}
