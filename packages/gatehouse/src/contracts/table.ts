// Makes the gateway's table of routes and services from contracts, and writes it as a module.
import type {
  GatewayTable,
  OmittedRow,
  RouteRow,
  Service,
  ServiceScopes,
  ServiceSettings,
  ServiceSummary,
} from '../gateway/handler.ts'
import type { ToolEndpoint } from '../gateway/mcp/tool.ts'
import type { GatewaySettings } from '../gateway/settings.ts'
import { namesIn } from '../http/security.ts'
import { bindingOf } from '../project/workers.ts'
import type { Contract, ContractRoute } from './contract.ts'
import type { Matchable } from './overlaps.ts'
import { packRoutes } from './pack-routes.ts'
import { PathIndex } from './path-index.ts'
import { compareConcreteness, readPath, routerPath, type Segment } from './path-template.ts'

/** Returns a route in the form of the router. */
export function matchOf({
  method,
  path,
  multiSegment,
}: Pick<ContractRoute, 'method' | 'path' | 'multiSegment'>): Omit<Matchable, 'service' | 'isOrdered'> {
  const segments = readPath(path, multiSegment)
  return { method: method.toUpperCase(), path: routerPath(segments), segments }
}

/** The titles and descriptions of the services. */
export function summariesOf(contracts: readonly Contract[]): ServiceSummary[] {
  return contracts.flatMap(({ name, service }) =>
    name === null ? [] : [{ name, title: service.title, description: service.description }],
  )
}

// The scopes that it describes itself, and those of other contracts that its operations require.
function scopesOf(contracts: readonly Contract[]): ServiceScopes[] {
  return contracts.map(({ name, service, routes }) => {
    const demanded = routes.flatMap(({ access }) => namesIn(access))
    return { service: name, scopes: [...new Set([...Object.keys(service.permissions), ...demanded])] }
  })
}

/** Makes the table. The most concrete paths come first. */
export function tableOf(contracts: readonly Contract[]): ListedTable {
  const sorted = contracts
    .flatMap(({ name, routes }) => routes.map((route) => rowOf(route, name)))
    .toSorted((one, other) => compareConcreteness(one.segments, other.segments))
  const routes = sorted.map(({ segments: _segments, ...row }) => row)
  const omitted = omittedRows(contracts, sorted)
  const ownOperations = contracts.flatMap((contract) => contract.ownOperations ?? [])
  return {
    routes,
    services: contracts.flatMap(serviceOf),
    summaries: summariesOf(contracts),
    scopes: scopesOf(contracts),
    ...(omitted.length > 0 && { omitted }),
    ...(ownOperations.length > 0 && { ownOperations }),
  }
}

type SortedRow = RouteRow & { readonly segments: readonly Segment[] }

function rowOf(route: ContractRoute, service: string | null): SortedRow {
  const { operationId, access, limits, body, timeoutMillis } = route
  return {
    ...matchOf(route),
    operationId,
    service,
    access,
    // A sender has few addresses, and its calls prove where they come from: only those that do not are counted.
    ...(access.kind === 'signedBy' && { rate: 'refusals' as const }),
    ...limits,
    ...(body && { body }),
    ...(timeoutMillis !== undefined && { timeoutMillis }),
  }
}

function serviceOf({ name, service: { timeoutMillis, exchange }, origin }: Contract): Service[] {
  if (name === null) return []
  if (origin !== undefined) return [serviceAt(name, origin)]
  return [
    {
      name,
      binding: bindingOf(name),
      ...(timeoutMillis !== undefined && { timeoutMillis }),
      ...(exchange !== undefined && { exchange }),
    },
  ]
}

/** The row of a service that is no folder under workers/. */
export function serviceAt(name: string, settings: ServiceSettings): Service {
  if ('origin' in settings) {
    const { publicOperations: _public, operations: _operations, access: _access, from: _from, ...row } = settings
    return { name, ...row }
  }
  const { binding, prefix, timeoutMillis, exchange } = settings
  return {
    name,
    binding,
    ...(prefix !== undefined && { prefix }),
    ...(timeoutMillis !== undefined && { timeoutMillis }),
    ...(exchange !== undefined && { exchange }),
  }
}

/** A larger table is not written for people: the first request does not wait until all of it is read. */
const LARGE_TABLE_ROUTES = 200

type ListedTable = Omit<GatewayTable, 'packed' | 'settings' | 'tools'>

/** Writes the table as the module of the gateway. @param tools where its tools are served; nowhere without any */
export function writeTable(table: ListedTable, settings: GatewaySettings, tools?: Omit<ToolEndpoint, 'load'>): string {
  const own = (table.ownOperations ?? []).map((operationId) => `'${operationId}'`).join(' | ')
  const isLarge = table.routes.length > LARGE_TABLE_ROUTES
  const { packed, ...lists }: Omit<GatewayTable, 'settings' | 'tools'> = isLarge ? withPackedRoutes(table) : table
  const members = Object.entries(lists).map(([member, rows]) => `  ${member}: ${listed(rows)},\n`)
  if (packed !== undefined) members.push(`  packed: ${JSON.stringify(packed)},\n`)
  if (Object.keys(settings).length > 0) members.push(`  settings: ${JSON.stringify(settings)},\n`)
  if (tools !== undefined) {
    const { access, scopes } = tools
    const demand = `access: ${JSON.stringify(access)}, scopes: ${JSON.stringify(scopes)}`
    members.push(`  tools: { ${demand}, load: async () => openTools() },\n`)
  }
  return `// Generated from the contracts by \`npm run contracts\`. Do not edit.
import type { GatewayTable } from 'gatehouse'
${tools === undefined ? '' : "import { openTools } from './tools.ts'\n"}
export const TABLE: GatewayTable${own && `<${own}>`} = {
${members.join('')}}
`
}

function withPackedRoutes({ omitted, ...table }: ListedTable): Omit<GatewayTable, 'settings' | 'tools'> {
  return { ...table, ...packRoutes(table.routes, omitted) }
}

/** Writes a list as the source of a module, an item a line. */
export function listed(rows: readonly unknown[]): string {
  return `[\n${rows.map((row) => `    ${JSON.stringify(row)},\n`).join('')}  ]`
}

// The service itself would answer them: a wider path must not let their requests through by its own access.
function omittedRows(contracts: readonly Contract[], routes: readonly SortedRow[]): OmittedRow[] {
  const rows = contracts.flatMap(({ omitted = [] }) => omitted.map(matchOf))
  if (rows.length === 0) return []
  const index = new PathIndex<SortedRow>()
  for (const route of routes) index.add(route.segments, route)
  return rows
    .filter(({ method, segments }) =>
      index
        .overlapping(segments)
        .some((route) => route.method === method && compareConcreteness(segments, route.segments) < 0),
    )
    .toSorted((one, other) => compareConcreteness(one.segments, other.segments))
    .map(({ method, path, segments }) => ({
      method,
      path,
      position: routes.filter((route) => compareConcreteness(route.segments, segments) < 0).length,
    }))
}
