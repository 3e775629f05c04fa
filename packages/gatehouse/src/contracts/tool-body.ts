// Turns the body of an operation into the argument `body` of its tool (OpenAPI 3.1 §4.8.13, Request Body Object).
import { BODY_ARGUMENT, type ToolBody } from '../gateway/mcp/tool.ts'
import { componentAt } from './document-shape.ts'
import { isJson, type Json } from './rebuild.ts'
import { ToolFault } from './tool-schema.ts'

/** The argument: its schema, and how it becomes a body. */
export interface SchemaBody {
  readonly name: typeof BODY_ARGUMENT
  readonly schema: Json
  readonly isRequired: boolean
  readonly rule: ToolBody
}

/** The kinds of bodies that an argument can be, the best first. */
const KINDS = [
  ['json', /^application\/(?:[\w.-]+\+)?json$/i],
  ['form', /^application\/x-www-form-urlencoded$/i],
  ['text', /^text\/[\w.+-]+$/i],
] as const

/** Returns the argument; `undefined` for an operation without a body. @throws ToolFault for a body that no argument can be */
export function bodyOf(operation: Json, components: Json, method: string): SchemaBody | undefined {
  const found = componentAt(operation['requestBody'], 'requestBodies', components)
  const content = found?.['content']
  if (found === undefined || !isJson(content) || method === 'get') return undefined
  const isRequired = found['required'] === true
  const mediaTypes = Object.keys(content)
  for (const [kind, pattern] of KINDS) {
    const mediaType = mediaTypes.find((one) => pattern.test(essenceOf(one)))
    if (mediaType === undefined) continue
    const media = content[mediaType]
    const schema = isJson(media) && isJson(media['schema']) ? media['schema'] : {}
    const rule = { mediaType: essenceOf(mediaType), kind, ...(isRequired && { required: true as const }) }
    return { name: BODY_ARGUMENT, schema: kind === 'text' ? { type: 'string', ...schema } : schema, isRequired, rule }
  }
  if (!isRequired) return undefined
  throw new ToolFault(`needs a body of ${mediaTypes.join(' or ')}, which no argument can be: remove the mark`)
}

function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}
