// Types for the parts of an OpenAPI document (3.1) that the reference shows, and the way to follow its references.
import type { Policy } from '../../access/index.ts'

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A Schema Object (JSON Schema 2020-12), or a reference to one. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly deprecated?: boolean
  readonly [keyword: string]: unknown
}

/** A Parameter Object. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
  readonly example?: unknown
  readonly deprecated?: boolean
}

/** A Media Type Object. */
export interface MediaType {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, JsonObject>>
}

/** The bodies of a request or response by their media type. */
export type Content = Readonly<Record<string, MediaType>>

/** A Response Object. */
export interface Answer {
  readonly description?: string
  readonly content?: Content
}

/** An Operation Object with the members of ours. */
export interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly deprecated?: boolean
  readonly parameters?: readonly (Parameter | JsonObject)[]
  readonly requestBody?: JsonObject
  readonly responses?: Readonly<Record<string, Answer | JsonObject>>
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly 'x-access'?: Policy
  /** What is sent in place of a token: the cookie of a session. */
  readonly 'x-credential'?: 'session'
}

/** The document, as far as it is shown. */
export interface ReferenceDocument {
  readonly info: JsonObject
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: Readonly<Record<string, JsonObject>>
}

/** An operation with its place. */
export interface PlacedOperation extends Operation {
  readonly method: string
  readonly path: string
  /** The name of a service, or `gateway`. */
  readonly service: string
}

const COMPONENTS = '#/components/'

/** Returns the name of the schema that a schema refers to; `undefined` when it stands where it is. */
export function schemaNameOf({ $ref: reference }: Schema): string | undefined {
  const prefix = `${COMPONENTS}schemas/`
  return reference?.startsWith(prefix) === true ? reference.slice(prefix.length) : undefined
}

/** Follows a reference to a component; any other value is returned as it is. */
export function resolve<Value extends object>(value: Value, components: ReferenceDocument['components']): Value {
  const reference = (value as JsonObject)['$ref']
  if (typeof reference !== 'string' || !reference.startsWith(COMPONENTS)) return value
  const [kind = '', name = ''] = reference.slice(COMPONENTS.length).split('/')
  const found = components[kind]?.[name]
  return typeof found === 'object' && found !== null ? (found as Value) : value
}

/** Returns the operations of the document in the order of the services, each of its service in the order of the document. */
export function operationsOf({ paths }: ReferenceDocument, services: readonly string[]): PlacedOperation[] {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): PlacedOperation => {
      const { tags = [], ...rest } = operation as Operation
      const service = tags.find((tag) => services.includes(tag)) ?? 'gateway'
      return { ...rest, method, path, service }
    }),
  )
  return services.flatMap((service) => operations.filter((operation) => operation.service === service))
}

/** The fragment of an operation: the same as Swagger UI's deep link. */
export function fragmentOf({ service, operationId }: Pick<PlacedOperation, 'operationId' | 'service'>): string {
  return `/${service}/${operationId}`
}

/** Returns the parameters of an operation, resolved. */
export function parametersOf(operation: Operation, components: ReferenceDocument['components']): Parameter[] {
  return (operation.parameters ?? []).map((parameter) => resolve(parameter, components) as Parameter)
}

/** Returns the content of an operation's request body, resolved; `undefined` when it takes none. */
export function bodyOf({ requestBody }: Operation, components: ReferenceDocument['components']): Content | undefined {
  return requestBody === undefined ? undefined : (resolve(requestBody, components)['content'] as Content | undefined)
}
