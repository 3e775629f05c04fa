// Runs the contract suite for any API: it needs a document, a function that sends requests, and a tenant whose tokens the API accepts.
import { isOfFastApi } from '../contracts/document-shape.ts'
import { policyOf, type Security, type SecurityScheme } from '../contracts/origin-security.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import { describeContract, filledIn, METHODS_WITH_BODY, type Operation } from './contract.ts'
import { type Access, namesIn } from './credentials.ts'
import type { Tenant } from './local-tenant.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** A request of the contract suite. */
export interface SuiteRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
}

/** The part of a response that the contract suite reads. A `Response` has all of it. */
export interface SuiteAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** The part of an OpenAPI document that the contract suite reads. */
export interface SuiteDocument {
  readonly paths: object
  readonly components?: { readonly securitySchemes?: object }
  readonly security?: unknown
}

/** What the contract suite tries: a document, a way to send requests, and the tenant whose tokens the API takes. */
export interface ContractSuite {
  /** The OpenAPI document. Each operation says what it requires of a caller in `x-access`, or in `security` as OpenAPI has it. */
  readonly document: SuiteDocument
  /** Sends a request to the API. @param path with a slash first, and its parameters filled in */
  readonly fetch: (path: string, request: SuiteRequest) => Promise<SuiteAnswer>
  /** The local tenant, once it runs: the API must be configured to accept its tokens. */
  readonly tenant: () => Pick<Tenant, 'control'>
  /**
   * How much of a refusal is checked: its status (401 without a valid token, 403 with one that lacks something), or the whole problem
   * document of Gatehouse, as `guard` and the gateway answer it. The default is `statuses`.
   */
  readonly answers?: 'statuses' | 'problems'
  /** Whether tokens that are bound to a key (DPoP) are accepted beside unbound ones. The default is `false`. */
  readonly boundTokens?: boolean
  /** Values of the parameters of paths; `none` for every other one. */
  readonly parameters?: Readonly<Record<string, string>>
}

/**
 * Describes tests that try every operation of a document: without a token, with tokens that are expired, forged, of another issuer, for
 * another audience, with every other scope, and with exactly what it requires. Call it at the top of a test file of vitest.
 *
 * @throws Error for an operation that does not say who may call it
 *
 * @example
 * import { contractSuite, startTenant, type Tenant } from 'gatehouse/testing'
 * import { afterAll, beforeAll } from 'vitest'
 * import document from './openapi.json' with { type: 'json' }
 *
 * let tenant: Tenant
 * beforeAll(async () => {
 *   tenant = await startTenant({ audience: 'https://api.example.com', permissions: ['read:reports'] })
 * })
 * afterAll(() => tenant.harness.close())
 *
 * contractSuite({
 *   document,
 *   fetch: (path, request) => fetch(`http://localhost:3000${path}`, request),
 *   tenant: () => tenant,
 * })
 */
export function contractSuite({
  document,
  fetch,
  tenant,
  answers = 'statuses',
  boundTokens = false,
  parameters = {},
}: ContractSuite): void {
  const operations = operationsIn(document)
  const everyName = [...new Set(['other:scope', ...operations.flatMap((operation) => namesIn(operation['x-access']))])]
  describeContract(
    operations,
    everyName,
    tenant,
    async ({ method, path }, headers) => {
      const hasBody = METHODS_WITH_BODY.includes(method)
      const answer = await fetch(filledIn(path, parameters), {
        method,
        headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
        ...(hasBody && { body: '{}' }),
      })
      const text = await answer.text()
      const isProblem = answer.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE) === true
      const code = isProblem ? String((JSON.parse(text) as { code?: unknown }).code) : null
      return { status: answer.status, code, challenge: answer.headers.get('www-authenticate'), text }
    },
    { problems: answers === 'problems', boundTokens, compiled: false },
  )
}

type Members = Readonly<Record<string, unknown>>

function operationsIn({ paths, components, security: common }: SuiteDocument): Operation[] {
  const schemes = (components?.securitySchemes ?? {}) as Readonly<Record<string, SecurityScheme>>
  const isJoined = isOfFastApi({ ...components })
  const operations = Object.entries(paths as Readonly<Record<string, Members>>).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method): Operation => {
      const operation = item[method] as Members
      const where = `${method.toUpperCase()} ${path} of the document`
      const security = (operation['security'] ?? common) as Security | undefined
      const written = operation['x-access'] as Access | undefined
      const access = written ?? (security && policyOf(security, { schemes, isJoined }, where))
      if (access === undefined)
        throw new Error(`${where} says nothing of who may call it: give it "security" ([] for anyone) or "x-access"`)
      return {
        method: method.toUpperCase(),
        path,
        operationId: where,
        tags: [],
        description: '',
        security: security ?? [],
        'x-access': access,
      }
    }),
  )
  if (operations.length === 0) throw new Error('the document has no operation: nothing would be tried')
  return operations
}
