// Finds what a tool answers: the schema of its results, where every good answer has one, and the media types to ask for.
import { componentAt } from './document-shape.ts'
import { isJson, type Json } from './rebuild.ts'
import { resolved, ToolFault } from './tool-schema.ts'

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i

/** The answers of a tool. */
export interface ToolAnswer {
  /** Only for answers that are JSON objects: a client of an older revision takes no other schema. */
  readonly schema: Json | undefined
  readonly accept: string
}

/** Returns it. @throws ToolFault for an answer that does not end */
export function answerOf(operation: Json, components: Json): ToolAnswer {
  const { responses } = operation
  const all = Object.entries(isJson(responses) ? responses : {})
  const good = all.filter(([status]) => status.startsWith('2'))
  const contents = (good.length > 0 ? good : all.filter(([status]) => status === 'default')).map(([, answer]) => {
    const content = componentAt(answer, 'responses', components)?.['content']
    return isJson(content) ? Object.entries(content) : []
  })
  const media = contents.flat().map(([mediaType, one]) => ({ mediaType: (mediaType.split(';')[0] ?? '').trim(), one }))
  if (media.length > 0 && media.every(({ mediaType }) => mediaType === 'text/event-stream'))
    throw new ToolFault(
      'answers with a stream of events, which has no end that a client could wait for: remove the mark',
    )
  const json = media.filter(({ mediaType }) => JSON_TYPE.test(mediaType))
  const isJsonAlone = media.length > 0 && json.length === media.length
  const accept = isJsonAlone ? [...new Set(json.map(({ mediaType }) => mediaType))].join(', ') : '*/*'
  return {
    schema:
      isJsonAlone && contents.every((one) => one.length > 0)
        ? schemaOf(
            json.map(({ one }) => one),
            components,
          )
        : undefined,
    accept,
  }
}

function schemaOf(media: readonly unknown[], components: Json): Json | undefined {
  const schemas = media.map((one) => (isJson(one) && isJson(one['schema']) ? one['schema'] : {}))
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  const objects = different.filter((schema) => resolved(schema, components)['type'] === 'object')
  const [first] = objects
  if (first === undefined || objects.length < different.length) return undefined
  if (objects.length > 1) return { type: 'object', anyOf: objects }
  return { ...resolved(first, components) }
}
