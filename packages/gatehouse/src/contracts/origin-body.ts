// What the document of a service in another technology says of the bodies that it takes, for the table of routes.
import type { BodyRule } from '../http/request-body.ts'
import { isJson, type Json } from './rebuild.ts'

/**
 * The rule for the bodies of an operation.
 *
 * @param requestBody the operation's, which may be a reference into the components
 * @returns `undefined` where the document does not say which media types there are: then nothing can be held against it
 */
export function bodyRuleOf(requestBody: unknown, components: Json): BodyRule | undefined {
  const found = resolve(requestBody, components)
  const mediaTypes = isJson(found?.['content']) ? Object.keys(found['content']) : []
  if (mediaTypes.length === 0) return undefined
  return { required: found?.['required'] === true, mediaTypes }
}

function resolve(requestBody: unknown, components: Json): Json | undefined {
  if (!isJson(requestBody)) return undefined
  const { $ref: reference } = requestBody
  if (typeof reference !== 'string') return requestBody
  const { requestBodies } = components
  const found = isJson(requestBodies) ? requestBodies[reference.replace('#/components/requestBodies/', '')] : undefined
  return isJson(found) ? found : undefined
}
