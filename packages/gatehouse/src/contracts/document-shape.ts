// Describes the parts of an OpenAPI 3.1 document that are read here. Everything else in it is passed on as it is.
import { z } from '@hono/zod-openapi'
import { serversSchema } from './base-path.ts'
import { isJson, type Json } from './rebuild.ts'

const securitySchema = z.array(z.record(z.string(), z.array(z.string())))
const parametersSchema = z.array(z.looseObject({ in: z.string().optional(), name: z.string().optional() })).default([])
const operationSchema = z.looseObject({
  operationId: z.string().min(1).optional(),
  security: securitySchema.optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
  parameters: parametersSchema,
  responses: z.record(z.string(), z.unknown()).default({}),
  servers: serversSchema,
})
const pathSchema = z.looseObject({
  parameters: parametersSchema,
  servers: serversSchema,
  get: operationSchema.optional(),
  post: operationSchema.optional(),
  put: operationSchema.optional(),
  patch: operationSchema.optional(),
  delete: operationSchema.optional(),
})
const schemeSchema = z.looseObject({
  type: z.string(),
  scheme: z.string().optional(),
  flows: z.record(z.string(), z.looseObject({ scopes: z.record(z.string(), z.string()).optional() })).optional(),
})
const infoSchema = z.looseObject({ title: z.string().optional(), description: z.string().optional() })

/** A document, as far as it is read here. */
export const documentSchema = z.looseObject({
  openapi: z.string(),
  info: infoSchema.default({}),
  servers: serversSchema,
  paths: z.record(z.string(), pathSchema).default({}),
  components: z.looseObject({ securitySchemes: z.record(z.string(), schemeSchema).default({}) }).prefault({}),
  security: securitySchema.optional(),
})

export type Document = z.infer<typeof documentSchema>
export type Operation = z.infer<typeof operationSchema>
export type PathItem = z.infer<typeof pathSchema>
export type Parameters = z.infer<typeof parametersSchema>

/** The methods of operations that the table of routes has rows for. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
/** Those that it has none for. */
export const OTHER_METHODS = ['head', 'options', 'trace'] as const

/** Whether FastAPI wrote the document: it lists as alternatives what it checks together. */
export function isOfFastApi({ schemas }: Json): boolean {
  return isJson(schemas) && Object.hasOwn(schemas, 'HTTPValidationError')
}

/** The parameters of a document's operation, those of its path included; its own win. */
export function parametersOf(operation: Operation, item: PathItem): Parameters {
  const own = (one: Parameters[number]): boolean =>
    operation.parameters.some((other) => other.name === one.name && other.in === one.in)
  return [...item.parameters.filter((one) => one.name === undefined || !own(one)), ...operation.parameters]
}

/** Extensions of a parameter of a path that may contain slashes; the second is GitHub's. */
const MULTI_SEGMENT = ['x-gatehouse-multi-segment', 'x-multi-segment']

/** The names of the parameters that the document says may contain slashes. */
export function multiSegmentOf(parameters: Parameters, components: Json): string[] {
  return parameters.flatMap((parameter) => {
    const found = componentAt(parameter, 'parameters', components)
    const isMarked = MULTI_SEGMENT.some((member) => found?.[member] === true)
    return isMarked && typeof found?.['name'] === 'string' ? [found['name']] : []
  })
}

/** A part of an operation, or the component that it refers to; `undefined` if it is neither. */
export function componentAt(part: unknown, kind: string, components: Json): Json | undefined {
  if (!isJson(part)) return undefined
  const { $ref: reference } = part
  if (typeof reference !== 'string') return part
  const named = components[kind]
  const found = isJson(named) ? named[reference.replace(`#/components/${kind}/`, '')] : undefined
  return isJson(found) ? found : undefined
}
