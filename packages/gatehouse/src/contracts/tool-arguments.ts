// Turns the parameters of an operation into arguments of its tool (OpenAPI 3.1 §4.8.12, Parameter Object).
import { reservedHeaders } from '../gateway/edge/request-headers.ts'
import { BODY_ARGUMENT, type ArgumentStyle, type ToolArgument } from '../gateway/mcp/tool.ts'
import { componentAt } from './document-shape.ts'
import type { Segment } from './path-template.ts'
import { isJson, type Json } from './rebuild.ts'
import { resolved, ToolFault } from './tool-schema.ts'

/** An argument: its schema, and where it goes. */
export interface SchemaArgument {
  readonly name: string
  readonly schema: Json
  readonly isRequired: boolean
  readonly argument: ToolArgument
}

/** Headers that say who calls or what the body is: the gateway sets them, and an argument does not. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'dpop',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'sec-websocket-protocol',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'x-request-id',
])
const RESERVED = reservedHeaders()

/** Returns the arguments, in the order of the parameters. @throws ToolFault for a parameter that no argument can give */
export function argumentsOf(operation: Json, components: Json, segments: readonly Segment[]): SchemaArgument[] {
  const listed: readonly unknown[] = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  const parameters = listed.flatMap((one): Json[] => {
    const found = componentAt(one, 'parameters', components)
    return found === undefined ? [] : [found]
  })
  const inPath = segments.flatMap(({ names, isRest }) => names.map((name) => ({ name, isRest })))
  // A document may leave the parameters of a path out.
  const missing = inPath
    .filter(({ name }) => !parameters.some((one) => one['in'] === 'path' && one['name'] === name))
    .map(({ name }): Json => ({ in: 'path', name, required: true, schema: { type: 'string' } }))
  const rest = new Set(inPath.filter(({ isRest }) => isRest).map(({ name }) => name))
  const taken = new Set<string>([BODY_ARGUMENT])
  return [...missing, ...parameters].flatMap((parameter) => argumentOf(parameter, components, rest, taken))
}

function argumentOf(
  parameter: Json,
  components: Json,
  rest: ReadonlySet<string>,
  taken: Set<string>,
): SchemaArgument[] {
  const { in: place, required, description } = parameter
  const name = String(parameter['name'])
  if (place === 'cookie') {
    if (required === true) throw new ToolFault(`needs the cookie ${name}, which no argument can be: remove the mark`)
    return []
  }
  if (place !== 'path' && place !== 'query' && place !== 'header') return []
  const lower = name.toLowerCase()
  if (place === 'header' && (OWN_HEADERS.has(lower) || RESERVED.test(lower))) return []
  const { schema, style } = shapeOf(parameter, place, components, place === 'path' && rest.has(name))
  const argument = taken.has(name) ? `${name}_${place}` : name
  if (taken.has(argument)) throw new ToolFault(`has two arguments called ${argument}: rename one of the parameters`)
  taken.add(argument)
  const isRequired = required === true || place === 'path'
  return [
    {
      name: argument,
      schema: { ...schema, ...(typeof description === 'string' && { description }) },
      isRequired,
      argument: {
        name: argument,
        in: place,
        ...(argument !== name && { parameter: name }),
        ...(isRequired && { required: true }),
        ...(style && { style }),
      },
    },
  ]
}

/** Ways to write an object or a list into a path or a query that are not written here. */
const UNKNOWN_STYLES: readonly unknown[] = ['label', 'matrix']

function shapeOf(
  { style, explode, schema, content, name }: Json,
  place: ToolArgument['in'],
  components: Json,
  isRest: boolean,
): { readonly schema: Json; readonly style: ArgumentStyle | undefined } {
  if (isJson(content)) {
    const [media] = Object.values(content)
    return { schema: schemaIn(media), style: 'json' }
  }
  if (UNKNOWN_STYLES.includes(style))
    throw new ToolFault(
      `has the parameter ${String(name)} in the style ${String(style)}, which is not known here: remove the mark`,
    )
  const found = isJson(schema) ? schema : {}
  if (isRest) return { schema: found, style: 'segments' }
  if (!mayBeComposed(found, components) || place !== 'query') return { schema: found, style: undefined }
  if (style === 'deepObject') return { schema: found, style: 'deep' }
  const joined = style === 'spaceDelimited' ? 'space' : style === 'pipeDelimited' ? 'pipe' : 'comma'
  const isRepeated = explode === undefined ? joined === 'comma' : explode === true
  return { schema: found, style: isRepeated ? 'repeated' : joined }
}

function schemaIn(media: unknown): Json {
  return isJson(media) && isJson(media['schema']) ? media['schema'] : {}
}

// Whether its values may be lists or objects.
function mayBeComposed(schema: Json, components: Json): boolean {
  const { type } = resolved(schema, components)
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  return types.some((one) => one === 'array' || one === 'object' || one === undefined)
}
