// Reads the body rules of a service in another technology from its document, for the table of routes.
import type { BodyRule } from '../http/request-body.ts'
import { componentAt } from './document-shape.ts'
import { isJson, type Json } from './rebuild.ts'

/**
 * Returns the rule for the bodies of an operation.
 *
 * @param requestBody the operation's, which may be a reference to the components
 * @returns `undefined` if the document does not list the media types: then bodies cannot be checked against it
 */
export function bodyRuleOf(requestBody: unknown, components: Json): BodyRule | undefined {
  const found = componentAt(requestBody, 'requestBodies', components)
  const mediaTypes = isJson(found?.['content']) ? Object.keys(found['content']) : []
  if (mediaTypes.length === 0) return undefined
  return { required: found?.['required'] === true, mediaTypes }
}
