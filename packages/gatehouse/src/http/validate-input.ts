// Validates what a request brings by the schemas of its route, as Hono middleware. A schema is looked at when the first request needs it.
import type { RouteConfig, z } from '@hono/zod-openapi'
import type { Context, Handler, MiddlewareHandler, Next, ValidationTargets } from 'hono'
import { validator } from 'hono/validator'
import { ProblemError } from '../problem/problem-error.ts'
import { invalidFields } from './invalid-fields.ts'
import { essenceOf, includes } from './request-body.ts'

type Target = keyof ValidationTargets
type Input = NonNullable<RouteConfig['request']>
type Content = NonNullable<Input['body']>['content']

// The media types that Hono parses, by the name that a handler gets the body by.
const PARSED = [
  ['json', /^application\/(?:[\w.-]+\+)?json$/i],
  ['form', /^(?:multipart\/form-data|application\/x-www-form-urlencoded)$/i],
] as const satisfies readonly (readonly [Target, RegExp])[]

/**
 * Returns a handler that validates the parts of a request which its route describes, and then calls the given one, which gets them by
 * `c.req.valid`. It throws ProblemError `request_invalid` that lists what is wrong.
 */
export function withValidInput(input: Input, handler: Handler): Handler {
  let steps: readonly Handler[] | null = null
  return (c, next) => {
    // A start does not pay for what the first request of the route makes.
    steps ??= [...inputValidators(input), handler]
    return runFrom(0, steps, c, next)
  }
}

function runFrom(at: number, steps: readonly Handler[], c: Context, next: Next): ReturnType<Handler> {
  const step = steps[at]
  return step === undefined ? next() : step(c, () => runFrom(at + 1, steps, c, next))
}

function inputValidators({ query, params, headers, cookies, body }: Input): MiddlewareHandler[] {
  const parts: readonly (readonly [Target, unknown])[] = [
    ['query', query],
    ['param', params],
    ['header', headers],
    ['cookie', cookies],
  ]
  return [
    ...parts.flatMap(([target, schema]) => (schema === undefined ? [] : [validatorOf(target, schema)])),
    ...(body === undefined ? [] : bodyValidators(body.content)),
  ]
}

// Each body is validated by the schema of its own media type. The guard has refused media types that the route lacks.
function bodyValidators(content: Content): MiddlewareHandler[] {
  return Object.entries(content).flatMap(([mediaType, described]) =>
    PARSED.filter(([, pattern]) => pattern.test(essenceOf(mediaType))).map(([target]): MiddlewareHandler => {
      const validate = validatorOf(target, schemaIn(described))
      return async (c, next) => {
        if (includes(mediaType, essenceOf(c.req.header('content-type')))) return await validate(c, next)
        // The body is optional and missing, or of another media type.
        c.req.addValidatedData(target, c.req.valid(target as never) ?? {})
        return await next()
      }
    }),
  )
}

function validatorOf(target: Target, schema: unknown): MiddlewareHandler {
  let names: ReadonlyMap<string, string> | null = null
  return validator(target, async (value) => {
    // A body may be described by a JSON Schema, which documents it only.
    if (!isSchema(schema)) return value
    if (target === 'header') names ??= namesIn(schema)
    const given = names === null ? value : withNames(value, names)
    const result = await schema.safeParseAsync(given)
    if (result.success) return result.data
    throw new ProblemError('request_invalid', { errors: invalidFields(target, result.error.issues) })
  })
}

function schemaIn(described: object | undefined): unknown {
  return described !== undefined && 'schema' in described ? described.schema : undefined
}

function isSchema(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && 'safeParseAsync' in schema
}

// Hono gives the names of headers in lower case; a schema may write them as it likes.
function namesIn(schema: z.ZodType): ReadonlyMap<string, string> {
  const object: unknown = 'in' in schema ? schema.in : schema
  const { shape } = object as { readonly shape: object }
  return new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]))
}

function withNames(value: unknown, names: ReadonlyMap<string, string>): unknown {
  return Object.fromEntries(Object.entries(value as object).map(([name, text]) => [names.get(name) ?? name, text]))
}
