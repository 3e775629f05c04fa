// Compiles the operations that are marked with `mcp` into tools for MCP clients: their schemas come from the gateway's own document, and
// where an argument goes in a request from the parameters there.
import type { Policy } from '../access/index.ts'
import type { CompiledTool, ToolListing } from '../gateway/mcp/tool.ts'
import { describePolicy } from '../http/security.ts'
import type { ToolOptions } from '../http/tool-options.ts'
import type { Contract, ContractRoute } from './contract.ts'
import { ContractError } from './contract-error.ts'
import type { OpenApi } from './merge.ts'
import { readPath, type Segment } from './path-template.ts'
import { isJson, type Json } from './rebuild.ts'
import { argumentsOf } from './tool-arguments.ts'
import { bodyOf } from './tool-body.ts'
import { answerOf } from './tool-answer.ts'
import { selfContained, ToolFault } from './tool-schema.ts'

/** MCP 2026-07-28, Tools, Tool Names. */
const NAME = /^[\w.-]{1,128}$/

/**
 * Returns the tools, in the order of their names.
 *
 * @param document the gateway's own, which has every operation of the contracts
 * @throws ContractError with a sentence for each operation that can be no tool, and for each name that two tools have
 */
export function toolsOf(contracts: readonly Contract[], document: OpenApi): CompiledTool[] {
  const operations = operationsOf(document)
  const components = isJson(document.components) ? document.components : {}
  const faults: string[] = []
  const tools: CompiledTool[] = []
  const owners = new Map<string, string>()
  for (const { name: service, routes, places } of contracts) {
    for (const route of routes) {
      const { operationId, mcp } = route
      if (mcp === undefined || mcp === false) continue
      const where = places?.[operationId]?.[0] ?? `${operationId} of ${service ?? 'the gateway'}`
      try {
        const tool = toolOf(route, mcp === true ? {} : mcp, operations.get(operationId) ?? {}, components)
        const { name } = tool.listing
        const other = owners.get(name)
        if (other !== undefined)
          throw new ToolFault(
            `is called ${name}, as ${other} is: give one of them another name, such as mcp: { name: '${name}_2' }`,
          )
        owners.set(name, operationId)
        tools.push(tool)
      } catch (error) {
        if (!(error instanceof ToolFault)) throw error
        faults.push(`${where}: the tool ${error.message}`)
      }
    }
  }
  if (faults.length > 0) throw new ContractError(faults)
  return tools.toSorted((one, other) => (one.listing.name < other.listing.name ? -1 : 1))
}

function toolOf(route: ContractRoute, options: ToolOptions, operation: Json, components: Json): CompiledTool {
  const { operationId, path, multiSegment, method, access } = route
  if (access.kind === 'signedBy')
    throw new ToolFault('takes signed requests, which no MCP client sends: remove the mark')
  const segments = readPath(path, multiSegment)
  const parameters = argumentsOf(operation, components, segments)
  const body = bodyOf(operation, components, method)
  const answer = answerOf(operation, components)
  const properties = [...parameters, ...(body ? [body] : [])].map(({ name, schema }) => [name, schema] as const)
  const required = [...parameters, ...(body ? [body] : [])]
    .filter(({ isRequired }) => isRequired)
    .map(({ name }) => name)
  const inputSchema = {
    type: 'object',
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
  return {
    operationId,
    path: segments.map(templateOf).join(''),
    arguments: parameters.map(({ argument }) => argument),
    ...(body && { body: body.rule }),
    accept: answer.accept,
    listing: {
      ...listingOf(route, options, operation),
      inputSchema: selfContained(inputSchema, components),
      ...(answer.schema && { outputSchema: selfContained(answer.schema, components) }),
      annotations: annotationsOf(method, options),
    },
  }
}

function templateOf({ texts, names }: Segment): string {
  return `/${texts.map((text, index) => text + (names[index] === undefined ? '' : `{${names[index]}}`)).join('')}`
}

function listingOf(
  { operationId, access }: ContractRoute,
  { name, description }: ToolOptions,
  operation: Json,
): Pick<ToolListing, 'name' | 'title' | 'description'> {
  const { summary, description: written } = operation
  const title = typeof summary === 'string' && summary !== '' ? summary : undefined
  const text = description ?? (withoutAccess(typeof written === 'string' ? written : '', access) || title)
  if (text === undefined)
    throw new ToolFault("has no description: write one, such as mcp: { description: 'List the reports.' }")
  const given = name ?? operationId.replaceAll(/[^\w-]/g, '_').slice(0, 128)
  if (!NAME.test(given))
    throw new ToolFault(`has the name "${given}": use 1 to 128 letters, digits, underscores, hyphens and dots`)
  return { name: given, ...(title !== undefined && { title }), description: text }
}

// A tool is listed for those who may call it.
function withoutAccess(description: string, access: Policy): string {
  const sentence = describePolicy(access)
  return (description.endsWith(sentence) ? description.slice(0, -sentence.length) : description).trim()
}

function annotationsOf(method: string, { readOnly = method === 'get', destructive = true }: ToolOptions): object {
  if (readOnly) return { readOnlyHint: true }
  const idempotentHint = method === 'put' || method === 'delete'
  return { readOnlyHint: false, destructiveHint: destructive, ...(idempotentHint && { idempotentHint }) }
}

function operationsOf({ paths = {} }: OpenApi): Map<string, Json> {
  const operations = Object.values(paths).flatMap((item: unknown) =>
    isJson(item) ? Object.values(item).filter(isJson) : [],
  )
  return new Map(operations.map((operation) => [String(operation['operationId']), operation]))
}
