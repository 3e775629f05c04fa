// Turns contracts into the gateway's generated files. Pure: contracts in, texts of files out.
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { type Policy, SIGNATURE_SCHEMES, type SignatureScheme } from '../access/index.ts'
import { DEFAULT_BRAND } from '../console/brand.ts'
import type { GatewaySettings } from '../gateway/settings.ts'
import { namesIn, SIGNATURES } from '../http/security.ts'
import { ContractError } from './contract-error.ts'
import { withGatewayAnswers } from './gateway-answers.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import { isJson, type Json, rebuild } from './rebuild.ts'
import { problemExamples } from './problem-examples.ts'
import type { Contract, ContractRoute } from './contract.ts'
import { responsesOf } from './domain-answers.ts'
import { suggestionFor } from './places.ts'
import { withDistinctNames } from './distinct-names.ts'
import { mergeDocument, type OpenApi } from './merge.ts'
import { checkMatchable, type Matchable } from './overlaps.ts'
import { PathError, readPath } from './path-template.ts'
import { checkOwnProblems, ownProblemsOf } from './own-problems.ts'
import { isPageOfGateway, isToolEndpoint } from './reserved-paths.ts'
import { describeSecuritySchemes, describeSignatureScheme } from './security-schemes.ts'
import { matchOf, tableOf, writeTable } from './table.ts'
import { toolEndpointOf, writeTools } from './tool-module.ts'
import { toolsOf } from './tools.ts'

/** Where the generated files are. */
export const GENERATED = 'src/generated'
/** The module of the tools. A project without tools has none. */
export const TOOLS_FILE = `${GENERATED}/tools.ts`

/**
 * Compiles the contracts.
 *
 * @param settings what the project's gateway has otherwise than by default
 * @returns the content of each generated file by its path
 * @throws ContractError with everything that {@link checkContracts} finds
 */
export function compileContracts(given: readonly Contract[], settings: GatewaySettings = {}): Record<string, string> {
  const contracts = withDistinctNames(given)
  const problems = checkContracts(contracts)
  if (problems.length > 0) throw new ContractError(problems)
  const permissions = permissionsOf(contracts)
  const document = documentOf(contracts, permissions, settings)
  const tools = toolsOf(contracts, document)
  return {
    [`${GENERATED}/table.ts`]: writeTable(tableOf(contracts), settings, toolEndpointOf(contracts)),
    [`${GENERATED}/openapi.json`]: `${JSON.stringify(document, null, 2)}\n`,
    [`${GENERATED}/permissions.json`]: `${JSON.stringify(permissions, null, 2)}\n`,
    ...(tools.length > 0 && { [TOOLS_FILE]: writeTools(tools, settings.brand) }),
  }
}

/**
 * Checks contracts against each other. Returns a sentence for each defect: two operations with one method and path or one operationId,
 * paths that cannot be distinguished, a permission without a description.
 *
 * @param isComplete whether these are all contracts: a permission may be described in a contract that could not be read
 */
export function checkContracts(given: readonly Contract[], isComplete: boolean = true): string[] {
  const contracts = withDistinctNames(given)
  const unreadable = findUnreadable(contracts)
  return [
    ...findDuplicates(contracts),
    ...(isComplete ? checkOwnProblems(contracts) : []),
    ...findHidden(contracts),
    ...(unreadable.length > 0 ? unreadable : checkMatchable(matchablesOf(contracts))),
    ...(isComplete ? findUndescribed(contracts) : []),
  ]
}

// A description that an author wrote wins over one that the compiler made up.
function permissionsOf(contracts: readonly Contract[]): Readonly<Record<string, string>> {
  const described = contracts.flatMap(({ service, undescribed = [] }) =>
    Object.entries(service.permissions).map(([name, text]) => ({ name, text, isMade: undescribed.includes(name) })),
  )
  const ordered = [...described.filter(({ isMade }) => isMade), ...described.filter(({ isMade }) => !isMade)]
  return Object.fromEntries(ordered.map(({ name, text }) => [name, text]))
}

function findUnreadable(contracts: readonly Contract[]): string[] {
  return contracts.flatMap(({ name, routes }) =>
    routes.flatMap(({ operationId, path, multiSegment }) => {
      try {
        readPath(path, multiSegment)
        return []
      } catch (cause) {
        if (!(cause instanceof PathError)) throw cause
        return [`${operationId} of ${name ?? 'the gateway'} (${path}) ${cause.message}: give it another path`]
      }
    }),
  )
}

function matchablesOf(contracts: readonly Contract[]): Matchable[] {
  return contracts.flatMap(({ name, routes, document }) =>
    routes.map((route) => ({ ...matchOf(route), service: name, isOrdered: document === undefined })),
  )
}

/** Operations that share a method and path, or an operationId; each a sentence that says so. */
function findDuplicates(contracts: readonly Contract[]): string[] {
  // Finding a line of a large document takes time, so only the places of faults are found.
  const seen = new Map<string, () => string>()
  const duplicates: string[] = []
  for (const { name, routes, places, document, locate } of contracts) {
    const remaining = new Map(Object.entries(places ?? {}).map(([id, found]) => [id, [...found]]))
    for (const route of routes) {
      // The names of parameters do not matter for matching.
      const shape = `${route.method.toUpperCase()} ${route.path.replaceAll(/\{[^}]*\}/g, '{}')}`
      const place = remaining.get(route.operationId)?.shift()
      const where = (): string => place ?? locate?.(route) ?? `the contract of ${name ?? 'the gateway'}`
      for (const key of [shape, `operationId ${route.operationId}`]) {
        const other = seen.get(key)
        const remedy =
          document === undefined ? 'change one of them' : 'change one of them, or set "prefix" in service.ts'
        if (other !== undefined) duplicates.push(`${key} is in ${other()} and again in ${where()}: ${remedy}`)
        seen.set(key, where)
      }
    }
  }
  return duplicates
}

// The gateway's pages come first.
function findHidden(contracts: readonly Contract[]): string[] {
  const hasTools = toolEndpointOf(contracts) !== undefined
  return contracts.flatMap(({ name, routes }) =>
    routes
      .filter(
        ({ method, path }) => (method === 'get' && isPageOfGateway(path)) || (hasTools && isToolEndpoint(method, path)),
      )
      .map(
        ({ operationId, method, path }) =>
          `${operationId} of ${name ?? 'the gateway'} (${method.toUpperCase()} ${path}) is hidden by a page of the gateway itself: give it another path`,
      ),
  )
}

// In any contract: a domain that calls another requires the other one's scopes too.
function findUndescribed(contracts: readonly Contract[]): string[] {
  const permissions = permissionsOf(contracts)
  return contracts.flatMap(({ name, routes, places }) =>
    routes.flatMap(({ operationId, access }) =>
      namesIn(access)
        .filter((needed) => !Object.hasOwn(permissions, needed))
        .map((needed) => {
          const place = places?.[operationId]?.[0]
          const where = place === undefined ? `${operationId} of ${name ?? 'the gateway'}` : `${place}: ${operationId}`
          const suggestion = suggestionFor(needed, Object.keys(permissions))
          return `${where} demands "${needed}"${suggestion}: describe it in "permissions" of the contract's service`
        }),
    ),
  )
}

/**
 * The OpenAPI document of contracts.
 *
 * @param permissions what each scope and permission in them means
 * @param settings what the project's gateway has otherwise than by default
 */
export function documentOf(
  contracts: readonly Contract[],
  permissions: Readonly<Record<string, string>>,
  { brand = DEFAULT_BRAND, refusals }: GatewaySettings = {},
): OpenApi {
  const app = new OpenAPIHono()
  for (const { name, routes, document, service } of contracts) {
    if (document !== undefined) continue
    for (const route of routes)
      app.openAPIRegistry.registerPath(operationOf(route, name, service.exchange !== undefined))
  }
  for (const [name, scheme] of Object.entries(describeSecuritySchemes(permissions))) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  }
  const accesses = contracts.flatMap(({ routes }) => routes.map(({ access }) => access))
  for (const scheme of SIGNATURE_SCHEMES.filter((one) => accesses.some((access) => isSignedBy(access, one)))) {
    app.openAPIRegistry.registerComponent('securitySchemes', SIGNATURES[scheme].scheme, describeSignatureScheme(scheme))
  }
  for (const [code, example] of Object.entries(problemExamples(ownProblemsOf(contracts), refusals))) {
    app.openAPIRegistry.registerComponent('examples', code, example)
  }
  const generated = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: brand.title,
      version: '1.0.0',
      description: 'Everything behind the gateway, with what each operation demands.',
    },
    servers: [{ url: '/' }],
    tags: contracts.map(({ name, service }) => ({
      name: name ?? 'gateway',
      description: `${service.title}: ${service.description}`,
    })),
  })
  const merged = contracts.reduce<OpenApi>((whole, { name, document, origin = {} }) => {
    if (name === null || document === undefined) return whole
    const isExchanged = 'exchange' in origin && origin.exchange !== undefined
    return mergeDocument(whole, name, document, (...parts) => withGatewayAnswers(...parts, isExchanged))
  }, generated)
  return rebuild(merged, withPage) as OpenApi
}

function isSignedBy(access: Policy, scheme: SignatureScheme): boolean {
  return access.kind === 'signedBy' && access.scheme === scheme
}

// A browser that opens an address gets every refusal as a page.
function withPage(answer: Json): Json {
  const { content } = answer
  if (!isJson(content) || !Object.hasOwn(content, PROBLEM_MEDIA_TYPE) || Object.hasOwn(content, 'text/html'))
    return answer
  return { ...answer, content: { ...content, 'text/html': {} } }
}

// For an operation of a domain, the gateway answers every failure to forward the request.
function operationOf(route: ContractRoute, domain: string | null, isExchanged: boolean): RouteConfig {
  const {
    access,
    limits: _limits,
    middleware: _middleware,
    body: _body,
    multiSegment: _multi,
    mcp: _mcp,
    ...operation
  } = route
  return {
    ...operation,
    method: route.method,
    path: route.path,
    responses: domain === null ? route.responses : responsesOf(route, isExchanged),
    tags: [domain ?? 'gateway'],
    'x-access': access,
  }
}
