// Compiles the operations of a service's document one by one: the access, the limits and the path of each, from the document and the settings.
import { anyone, type Policy, tokenNeed } from '../access/index.ts'
import type { OperationSettings, ServiceSettings } from '../gateway/handler.ts'
import type { AccessGap } from './access-gaps.ts'
import { serverAddress, type ServerAddress } from './base-path.ts'
import { ContractError, type ContractProblems } from './contract-error.ts'
import type { ContractRoute } from './contract.ts'
import {
  type Document,
  isOfFastApi,
  METHODS,
  multiSegmentOf,
  type Operation,
  parametersOf,
  type PathItem,
} from './document-shape.ts'
import { documentedOperation } from './documented-operation.ts'
import { operationIdsOf, repeatedIds } from './operation-ids.ts'
import { type OperationNames, OperationRules } from './operation-settings.ts'
import { bodyRuleOf } from './origin-body.ts'
import { type DocumentSource, OperationPlace, type Where } from './document-source.ts'
import type { PlacedOperation } from './documents/components.ts'
import { pointerTo } from './documents/pointer.ts'
import { checkOuterPath } from './outer-path.ts'
import { policyOf, type SecuritySource } from './origin-security.ts'
import { isReadable } from './path-template.ts'
import { suggestionFor } from './places.ts'
import { writtenAccess, writtenLimits, writtenTool } from './written-access.ts'

type Method = (typeof METHODS)[number]

/** What the operations of a document are compiled with. */
export interface OperationContext {
  readonly name: string
  readonly document: Document
  readonly settings: ServiceSettings
  readonly source: DocumentSource
  readonly settingsFile: string
  readonly problems: ContractProblems
}

/** Compiles operations. Each part of its result grows with {@link OperationCompiler.add}. */
export class OperationCompiler {
  readonly routes: ContractRoute[] = []
  /** The operations for the gateway's own document. */
  readonly documented: PlacedOperation[] = []
  readonly gaps: AccessGap[] = []
  readonly omitted: Pick<ContractRoute, 'method' | 'path' | 'multiSegment'>[] = []
  /** The operations that are left out because they have a server of their own, by its address. */
  readonly elsewhere = new Map<string, string[]>()
  /** The operations that are left out because a query or a fragment is in their path. */
  readonly variants: string[] = []
  /** All operations of the document. */
  readonly listed: readonly {
    readonly method: Method
    readonly path: string
    readonly operationId: string | undefined
  }[]
  readonly #names = new Map<string, OperationNames>()
  readonly #rules: OperationRules
  readonly #security: SecuritySource
  readonly #root: ServerAddress
  readonly #publicUnused: Set<string>
  readonly #places = new Map<string, string>()
  readonly #context: OperationContext

  constructor(context: OperationContext) {
    const { document, settings } = context
    this.#context = context
    this.#rules = new OperationRules(settings.operations ?? {})
    this.#security = { schemes: document.components.securitySchemes, isJoined: isOfFastApi(document.components) }
    this.#root = serverAddress(document.servers, 'origin' in settings ? settings.origin : undefined, settings.from)
    this.#publicUnused = new Set(settings.publicOperations)
    this.listed = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) =>
        item[method] === undefined ? [] : [{ method, path, operationId: item[method].operationId }],
      ),
    )
    const ids = operationIdsOf(this.listed)
    const repeated = new Set(repeatedIds(this.listed))
    for (const [index, { method, path, operationId }] of this.listed.entries()) {
      this.#names.set(`${method} ${path}`, {
        documentId: operationId !== undefined && repeated.has(operationId) ? undefined : operationId,
        operationId: ids[index] ?? '',
        method,
        path,
        tags: document.paths[path]?.[method]?.tags ?? [],
      })
    }
  }

  /** Compiles an operation. Every fault of it is collected. */
  add(method: Method, path: string, item: PathItem, operation: Operation): void {
    const { document, settings, source, problems } = this.#context
    const names = this.#names.get(`${method} ${path}`)
    if (names === undefined) return
    const pointer = pointerTo('paths', path, method)
    const where = new OperationPlace(() => source.locate(pointer), `${method.toUpperCase()} ${path}`)
    const isPublic = this.#publicUnused.delete(names.documentId ?? names.operationId)
    const { settings: own, accessKey } = this.#rules.settingsFor(names, where, problems.found)
    if (this.#isVariant(method, path)) return
    if (own.hidden === true || this.#isElsewhere(item, operation, `${method.toUpperCase()} ${path}`)) {
      this.#omit(method, path, own)
      return
    }
    const access = problems.attempt(() => this.#accessOf(operation, own, isPublic, where, accessKey))
    if (access === undefined) return
    if (access === null) {
      const key = names.documentId ?? `${method.toUpperCase()} ${path}`
      this.gaps.push({ key, method, path, isMarked: own.access === null })
      this.#omit(method, path, own)
      return
    }
    const parameters = parametersOf(operation, item)
    const { components } = document
    const multiSegment = [...multiSegmentOf(parameters, components), ...(own.multiSegment ?? [])]
    const outer = (settings.prefix ?? '') + path
    problems.attempt(() => {
      checkOuterPath(outer, multiSegment, where, this.#context)
      this.#checkPlace(method, path, where)
      const isWorker = 'binding' in settings
      const body = isWorker ? undefined : bodyRuleOf(operation['requestBody'], components, parameters)
      const limits = { ...(isWorker ? writtenLimits(operation, where) : undefined), ...own.limits }
      const mcp = own.mcp ?? (isWorker ? writtenTool(operation, where) : undefined)
      this.routes.push({
        method,
        path: outer,
        operationId: names.operationId,
        access,
        responses: {},
        ...(multiSegment.length > 0 && { multiSegment }),
        ...(body && { body }),
        ...(Object.keys(limits).length > 0 && { limits }),
        ...(own.timeoutMillis !== undefined && { timeoutMillis: own.timeoutMillis }),
        ...(mcp !== undefined && { mcp }),
      })
      const shown = documentedOperation(operation, parameters, access, names.operationId, this.#context.name)
      this.documented.push({ path: outer, method, operation: shown, pointer })
    })
  }

  /** Returns a sentence for each part of the settings that fits no operation. Called after all operations are added. */
  unusedSettings(): string[] {
    const { settingsFile, source } = this.#context
    const names = [...this.#names.values()]
    const known = names.flatMap(({ documentId }) => documentId ?? [])
    return [
      ...[...this.#publicUnused].map(
        (id) =>
          `${settingsFile}: "publicOperations" names ${id}${suggestionFor(id, known)}, which is not in ${source.file}: correct or remove it`,
      ),
      ...this.#rules.unused(settingsFile, names),
    ]
  }

  // The settings first, then the document, then the default of the settings. `null` if none of them says anything.
  #accessOf(
    operation: Operation,
    own: OperationSettings,
    isPublic: boolean,
    where: Where,
    key: { readonly key: string; readonly isExact: boolean } | undefined,
  ): Policy | null {
    const { settings } = this.#context
    if (own.access === null) return null
    const said = own.access ?? (own.public === true ? anyone : undefined)
    if (said !== undefined) {
      if (tokenNeed(said) !== 'required' && key?.isExact !== true) this.#checkOpened(operation, key?.key ?? '', where)
      return said
    }
    const documented = this.#documentedAccess(operation, where)
    if (isPublic && documented !== undefined && documented.kind !== 'anyone') {
      throw new ContractError(
        `${where.toString()} demands a token, but service.ts names it in "publicOperations": remove it there, or give it { public: true } in "operations"`,
      )
    }
    return documented ?? (isPublic ? anyone : undefined) ?? settings.access ?? null
  }

  // A tag or a pattern does not open what the document guards: whoever adds an operation would not notice.
  #checkOpened(operation: Operation, key: string, where: Where): void {
    const documented = this.#documentedAccess(operation, where)
    if (documented === undefined || tokenNeed(documented) !== 'required') return
    throw new ContractError(
      `${where.toString()} demands a token, but "${key}" in "operations" opens it: name the operation itself there, by its operationId or its method and path, if anyone may call it`,
    )
  }

  #documentedAccess(operation: Operation, where: Where): Policy | undefined {
    const { document, settings } = this.#context
    const written = writtenAccess(operation, where, 'binding' in settings)
    if (written !== undefined) return written
    const security = operation.security ?? document.security
    return security === undefined ? undefined : policyOf(security, this.#security, where)
  }

  // One whose path can't be read fits no request that the gateway would forward for another one.
  #omit(method: Method, path: string, { multiSegment = [] }: OperationSettings): void {
    const outer = (this.#context.settings.prefix ?? '') + path
    if (isReadable(outer, multiSegment)) this.omitted.push({ method, path: outer, multiSegment })
  }

  // The names of parameters do not matter for matching.
  #checkPlace(method: Method, path: string, where: Where): void {
    const shape = `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`
    const other = this.#places.get(shape)
    if (other !== undefined)
      throw new ContractError(
        `${where.toString()} is at the same place as ${other}: rename its path in the document, or leave one of them out with { hidden: true }`,
      )
    this.#places.set(shape, `${method.toUpperCase()} ${path}`)
  }

  // Some documents say different uses of one operation by a query or a fragment, which no request path has.
  #isVariant(method: Method, path: string): boolean {
    if (!/[?#]/.test(path)) return false
    this.variants.push(`${method.toUpperCase()} ${path}`)
    return true
  }

  // A server of its own, as for uploads: the gateway sends all requests of a service to one origin.
  #isElsewhere(item: PathItem, operation: Operation, shown: string): boolean {
    const servers = operation.servers ?? item.servers
    if (servers === undefined || servers.length === 0) return false
    const { origin, basePath } = serverAddress(servers, this.#root.origin ?? undefined)
    if ((origin === null || origin === this.#root.origin) && basePath === this.#root.basePath) return false
    const address = `${origin ?? ''}${basePath}`
    this.elsewhere.set(address, [...(this.elsewhere.get(address) ?? []), shown])
    return true
  }
}
