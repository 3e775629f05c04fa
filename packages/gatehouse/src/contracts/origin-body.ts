// Reads the body rules of a service in another technology from its document, for the table of routes.
import type { BodyRule } from '../http/request-body.ts'
import { componentAt } from './document-shape.ts'
import { isJson, type Json } from './rebuild.ts'

/**
 * Returns the rule for the bodies of an operation.
 *
 * @param requestBody the operation's, which may be a reference to the components
 * @param parameters the operation's: a header parameter `Content-Encoding` lists the content codings that it accepts
 * @returns `undefined` if the document does not list the media types: then bodies cannot be checked against it
 */
export function bodyRuleOf(
  requestBody: unknown,
  components: Json,
  parameters: readonly unknown[],
): BodyRule | undefined {
  const found = componentAt(requestBody, 'requestBodies', components)
  const mediaTypes = isJson(found?.['content']) ? Object.keys(found['content']) : []
  if (mediaTypes.length === 0) return undefined
  const codings = codingsOf(parameters, components)
  return { required: found?.['required'] === true, mediaTypes, ...(codings.length > 0 && { codings }) }
}

// OpenAPI has no other words for a compressed body.
function codingsOf(parameters: readonly unknown[], components: Json): string[] {
  return parameters.flatMap((parameter) => {
    const found = componentAt(parameter, 'parameters', components)
    const isCoding = found?.['in'] === 'header' && String(found['name']).toLowerCase() === 'content-encoding'
    const { schema } = found ?? {}
    if (!isCoding || !isJson(schema)) return []
    const values: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [schema['const']]
    return values.filter((value) => typeof value === 'string').map((value) => value.toLowerCase())
  })
}
