// Converts a document of OpenAPI 3.0 to 3.1, where both express the same thing in different ways: in the schemas (OpenAPI 3.1 uses JSON
// Schema 2020-12). FastAPI before 0.99, Django and others still write 3.0.
import { ContractError } from './contract-error.ts'
import { isJson, type Json, rebuild } from './rebuild.ts'

/** The document in 3.1. @throws ContractError for any other version */
export function upgradeDocument(document: unknown, file: string): unknown {
  const version = isJson(document) ? String(document['openapi']) : 'none'
  if (/^3\.1(?:\.|$)/.test(version)) return document
  if (/^3\.0(?:\.|$)/.test(version)) return rebuild(document, upgrade)
  throw new ContractError(`${file} is not in OpenAPI 3.0 or 3.1 (openapi: ${version}): let the service write it in 3.1`)
}

function upgrade(object: Json): Json {
  const { nullable, ...rest } = bound(bound(object, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum')
  if (nullable === true) return orNull(rest)
  return rest
}

// In 3.0 a limit has a flag that makes it exclusive; 3.1 has exclusive limits.
function bound(schema: Json, limit: string, exclusive: string): Json {
  const { [exclusive]: flag, ...rest } = schema
  if (typeof flag !== 'boolean') return schema
  if (!flag) return rest
  const { [limit]: value, ...others } = rest
  return { ...others, [exclusive]: value }
}

function orNull(schema: Json): Json {
  const { type, enum: values } = schema
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: values.includes(null) ? values : [...values, null] }),
  }
}
