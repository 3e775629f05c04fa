// Reads a document in the form of OpenAPI 3.1. What is not in that form is named and left out, so that the rest can be checked too.
import { ContractError } from './contract-error.ts'
import type { DocumentSource } from './document-source.ts'
import { type Document, documentSchema } from './document-shape.ts'
import { partAt, pointerTo } from './documents/pointer.ts'
import { isJson } from './rebuild.ts'
import { upgradeDocument } from './upgrade.ts'

/** A document, read. */
export interface ParsedDocument {
  readonly document: Document
  /** A sentence for each part that is left out. */
  readonly faults: readonly string[]
}

/** Reads a document. @throws ContractError when it is no document of OpenAPI, or when nothing of it can be read */
export function parseDocument(document: unknown, source: DocumentSource): ParsedDocument {
  const upgraded = upgradeDocument(document, source.file)
  const parsed = documentSchema.safeParse(upgraded)
  if (parsed.success) return { document: parsed.data, faults: [] }
  const faults = parsed.error.issues.map(
    ({ path, message }) =>
      `${source.locate(pointerTo(...path))}: ${message}: correct it where the document is made, or by an overlay.yaml beside it`,
  )
  const rest = structuredClone(upgraded)
  for (const { path } of parsed.error.issues) leaveOut(rest, path)
  const again = documentSchema.safeParse(rest)
  if (!again.success) throw new ContractError(faults)
  return { document: again.data, faults }
}

// The whole operation, the whole security scheme, or the whole member of the document.
function leaveOut(document: unknown, path: readonly PropertyKey[]): void {
  const [section] = path
  const keys = path.slice(0, section === 'paths' || section === 'components' ? 3 : 1).map(String)
  const parent = partAt(document, keys.slice(0, -1))
  if (isJson(parent)) Reflect.deleteProperty(parent, keys.at(-1) ?? '')
}
