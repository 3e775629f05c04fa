// Converts a document of Swagger 2.0 or OpenAPI 3.0 to OpenAPI 3.1, which says the same in other words. Many generators still write the older ones.
import { createRequire } from 'node:module'
import type * as Upgrader from '@scalar/openapi-upgrader'
import { ContractError } from './contract-error.ts'
import { isJson } from './rebuild.ts'

/** Returns the document in 3.1. @throws ContractError for any other version */
export function upgradeDocument(document: unknown, file: string): unknown {
  const version = versionOf(document)
  if (/^3\.1(?:\.|$)/.test(version)) return document
  if (!/^(?:2\.0|3\.0)(?:\.|$)/.test(version) || !isJson(document))
    throw new ContractError(
      `${file} is no document of OpenAPI 3.1 or 3.0, or Swagger 2.0 (its version: ${version}): save the service's own document there`,
    )
  // Loaded for a document that needs it alone: every command reads the contracts.
  const { upgrade } = createRequire(import.meta.url)('@scalar/openapi-upgrader') as typeof Upgrader
  try {
    // The library changes what it is given.
    return upgrade(structuredClone({ ...document }), '3.1')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ContractError(`${file} can't be read as OpenAPI ${version} (${reason}): correct it`, { cause })
  }
}

/** The version of OpenAPI or Swagger that a document is in; `none` if it says none. */
export function versionOf(document: unknown): string {
  const { openapi, swagger } = isJson(document) ? document : {}
  const version = openapi ?? swagger
  return typeof version === 'string' ? version : 'none'
}
