// Creates a contract from the OpenAPI document of a service in another technology, or of a Worker of another repository. Pure: the access
// comes from the document only, and a gap in the document is an error, never a default.
import { z } from '@hono/zod-openapi'
import type { Policy } from '../access/index.ts'
import { describePolicy, namesIn, securityOf } from '../http/security.ts'
import { ContractError, ContractProblems } from './contract-error.ts'
import type { ServiceSettings } from '../gateway/handler.ts'
import type { Contract, ContractRoute } from './contract.ts'
import { bodyRuleOf } from './origin-body.ts'
import { policyOf, scopesOf, type Security } from './origin-security.ts'
import { upgradeDocument } from './upgrade.ts'
import { LIMITS_MEMBER, writtenAccess, writtenLimits } from './written-access.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
/** The methods of operations that the table of routes has no row for. */
const OTHER_METHODS = ['head', 'options', 'trace'] as const

const securitySchema = z.array(z.record(z.string(), z.array(z.string())))
const serversSchema = z.array(z.looseObject({ url: z.string() })).optional()
const parametersSchema = z.array(z.looseObject({ in: z.string().optional(), name: z.string().optional() })).default([])
const operationSchema = z.looseObject({
  operationId: z.string().min(1).optional(),
  security: securitySchema.optional(),
  description: z.string().optional(),
  parameters: parametersSchema,
  responses: z.record(z.string(), z.unknown()).default({}),
  servers: serversSchema,
})
const pathSchema = z.looseObject({
  $ref: z.string().optional(),
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
const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string().min(1), description: z.string().min(1) }),
  servers: serversSchema,
  paths: z.record(z.string().startsWith('/'), pathSchema),
  components: z.looseObject({ securitySchemes: z.record(z.string(), schemeSchema).default({}) }).prefault({}),
  security: securitySchema.optional(),
})

type Operation = z.infer<typeof operationSchema>
type Parameters = z.infer<typeof parametersSchema>

/**
 * Returns the contract of a service.
 *
 * @param name of its folder under origins/
 * @param document its OpenAPI document, 3.0 or 3.1
 * @param settings where the service is, and what the document does not say
 * @throws ContractError for a part that the gateway could not serve as the document says, with its remedy
 */
export function contractOf(name: string, document: unknown, settings: ServiceSettings): Contract {
  const { publicOperations = [] } = settings
  // A Worker holds the bodies of its requests itself, and its document says more than OpenAPI does.
  const isWorker = 'binding' in settings
  const file = `origins/${name}/openapi.json`
  const parsed = documentSchema.safeParse(upgradeDocument(document, file))
  if (!parsed.success) {
    throw new ContractError(`${file} is no document that can be served:\n${z.prettifyError(parsed.error)}`)
  }
  const { info, paths, components, security: common, servers } = parsed.data
  const problems = new ContractProblems()
  problems.attempt(() => checkServers(servers, file))
  const { securitySchemes, ...shared } = components
  const permissions = scopesOf(securitySchemes)
  const routes: ContractRoute[] = []
  const merged: Record<string, Record<string, unknown>> = {}
  const unused = new Set(publicOperations)
  for (const [path, item] of Object.entries(paths)) {
    problems.attempt(() => checkPath(path, item, file))
    for (const method of METHODS) {
      const operation = item[method]
      if (operation === undefined) continue
      const where = `${method.toUpperCase()} ${path} of ${file}`
      const { operationId } = operation
      problems.attempt(() => checkServers(operation.servers, where))
      if (operationId === undefined) {
        problems.found.push(
          `${where} has no operationId: give it one, verb and noun (FastAPI: operation_id="listReports")`,
        )
        continue
      }
      const isPublic = unused.delete(operationId)
      problems.attempt(() => {
        const translate = (security: Security): Policy => policyOf(security, securitySchemes, where)
        const written = isWorker ? writtenAccess(operation, where) : undefined
        const access = written ?? accessOf(operation.security ?? common, isPublic, where, translate)
        checkDescribed(access, permissions, where)
        const body = isWorker ? undefined : bodyRuleOf(operation['requestBody'], shared)
        const limits = isWorker ? writtenLimits(operation, where) : undefined
        routes.push({
          method,
          path,
          operationId,
          access,
          responses: {},
          ...(body && { body }),
          ...(limits && { limits }),
        })
        const item_ = (merged[path] ??= {})
        item_[method] = documented(operation, item.parameters, access, name)
      })
    }
  }
  for (const operation of unused) {
    problems.found.push(
      `origins/${name}/service.ts: "publicOperations" names ${operation}, which is not in ${file}: correct or remove it`,
    )
  }
  problems.throwIfAny()
  const { title, description } = info
  return {
    name,
    service: { title, description, permissions },
    routes,
    document: { paths: merged, components: shared },
    origin: settings,
  }
}

function accessOf(
  security: Operation['security'],
  isPublic: boolean,
  where: string,
  translate: (security: NonNullable<Operation['security']>) => Policy,
): Policy {
  if (security === undefined) {
    if (isPublic) return translate([])
    throw new ContractError(
      `${where} does not say who may call it: give it "security" ([] for anyone), or name it in "publicOperations" of the service.ts beside it`,
    )
  }
  if (isPublic && security.length > 0) {
    throw new ContractError(
      `${where} demands a token, but \`service.ts\` names it in "publicOperations": remove it there, or set its "security" to []`,
    )
  }
  return translate(security)
}

function documented(operation: Operation, common: Parameters, access: Policy, tag: string): Record<string, unknown> {
  const {
    security: _security,
    servers: _servers,
    callbacks: _callbacks,
    [LIMITS_MEMBER]: _limits,
    parameters,
    ...rest
  } = operation
  const own = (one: Parameters[number]) => parameters.some((other) => other.name === one.name && other.in === one.in)
  const inherited = common.filter((one) => one.name === undefined || !own(one))
  return {
    ...rest,
    description: described(rest.description, access),
    security: securityOf(access),
    tags: [tag],
    'x-access': access,
    parameters: [...inherited, ...parameters],
  }
}

// One that `gatehouse contract` wrote says it already.
function described(description: string | undefined, access: Policy): string {
  const sentence = describePolicy(access)
  if (description?.endsWith(sentence) === true) return description
  return [description, sentence].filter(Boolean).join('\n\n')
}

function checkDescribed(access: Policy, permissions: Readonly<Record<string, string>>, where: string): void {
  for (const needed of namesIn(access)) {
    if (Object.hasOwn(permissions, needed) && permissions[needed] !== '') continue
    throw new ContractError(
      `${where} demands "${needed}": describe it among the scopes of a flow in components.securitySchemes`,
    )
  }
}

// In Hono's router `:`, `*` and `?` have special meanings, and a parameter is always a whole segment.
const SEGMENT = /^(?:[\w.~@+-]*|\{\w+\})$/

function checkPath(path: string, item: Readonly<Record<string, unknown>> & { servers?: Servers }, file: string): void {
  const where = `${path} of ${file}`
  checkServers(item.servers, where)
  if (item['$ref'] !== undefined) throw new ContractError(`${where} is a reference: write its operations there`)
  const odd = path
    .slice(1)
    .split('/')
    .find((segment) => !SEGMENT.test(segment))
  if (odd !== undefined) {
    throw new ContractError(
      `${where} has the segment "${odd}": a segment is either a name of letters, digits and . _ ~ @ + -, or one {parameter}`,
    )
  }
  for (const method of OTHER_METHODS) {
    if (item[method] === undefined) continue
    throw new ContractError(
      `${where} has ${method.toUpperCase()}: leave it out of the document; the gateway serves GET (HEAD with it), POST, PUT, PATCH and DELETE`,
    )
  }
}

type Servers = z.infer<typeof serversSchema>

function checkServers(servers: Servers, where: string): void {
  for (const { url } of servers ?? []) {
    const path = URL.parse(url, 'https://origin.invalid')?.pathname
    if (path === '/') continue
    throw new ContractError(
      `${where} has a server with a path (${url}): write that path into "paths", and leave "servers" out`,
    )
  }
}
