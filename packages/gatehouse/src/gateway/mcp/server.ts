// Answers the messages of MCP clients: the server names itself and lists its tools, and finds the operation that a call is for. It calls
// no operation itself: the gateway answers that request by its table, as it answers any other.
import { isRecord } from '../../access/index.ts'
import { prepareRequest } from './call-request.ts'
import { resultOf } from './call-result.ts'
import { readMessage, type RpcRequest } from './message.ts'
import {
  errorResponse,
  LEGACY_VERSIONS,
  resultResponse,
  RpcError,
  SERVER_MEMBER,
  SUPPORTED_VERSIONS,
} from './protocol.ts'
import type { CompiledTool, MayCall, Received, ServerInfo, ToolCall, ToolRow, ToolServer } from './tool.ts'

/** How long a client may keep a list of tools: a deployment may change it. */
const LIST_FRESH_MILLIS = 300_000
const DISCOVERY_FRESH_MILLIS = 3_600_000

/** A tool with the row of its operation. */
interface OpenTool {
  readonly compiled: CompiledTool
  readonly row: ToolRow
  /** How it stands in a list. */
  readonly listed: string
}

/** The tools of a project. */
export class ProjectTools implements ToolServer {
  readonly #info: ServerInfo
  readonly #tools: readonly OpenTool[]
  readonly #byName: ReadonlyMap<string, OpenTool>

  constructor(info: ServerInfo, tools: readonly CompiledTool[], rowOf: (tool: CompiledTool) => ToolRow | undefined) {
    this.#info = info
    this.#tools = tools.map((compiled) => {
      const row = rowOf(compiled)
      if (row === undefined)
        throw new TypeError(`the table has no operation "${compiled.operationId}": compile the contracts again`)
      return { compiled, row, listed: JSON.stringify(compiled.listing) }
    })
    this.#byName = new Map(this.#tools.map((tool) => [tool.compiled.listing.name, tool]))
  }

  async receive(message: Request, maxBytes: number): Promise<Received> {
    try {
      const request = await readMessage(message, maxBytes)
      if (request === null) return answered(() => new Response(null, { status: 202 }))
      const call = request.method === 'tools/call' ? this.#callOf(request, message) : null
      return call === null ? answered((mayCall) => this.#answer(request, mayCall)) : { call }
    } catch (error) {
      return answered(() => {
        throw error
      })
    }
  }

  #callOf(request: RpcRequest, message: Request): ToolCall | null {
    const { name, arguments: given = {} } = request.params
    const tool = typeof name === 'string' ? this.#byName.get(name) : undefined
    if (tool === undefined || !isRecord(given)) return null
    const { compiled, row } = tool
    const prepared = prepareRequest(compiled, row.method, given, message)
    return {
      ...prepared,
      tool: compiled,
      answer: async (response, isRaw) => {
        const { listing } = compiled
        const { members, meta } = await resultOf({ listing, request: prepared.request, response, isRaw })
        return this.#result(request, members, meta)
      },
    }
  }

  #answer(request: RpcRequest, mayCall: MayCall): Response {
    const { id, method, params, isModern } = request
    switch (method) {
      case 'tools/list':
        if (params['cursor'] !== undefined)
          throw new RpcError('invalidParams', 'The cursor is unknown: the list has one page', { status: 200, id })
        return this.#list(request, mayCall)
      case 'tools/call':
        throw new RpcError('invalidParams', faultOf(params), { status: 200, id })
      case 'server/discover':
        if (isModern) return this.#discovery(request)
        break
      case 'initialize':
        if (!isModern) return this.#handshake(request)
        break
      case 'ping':
        if (!isModern) return this.#result(request, '')
        break
    }
    throw new RpcError('methodNotFound', `There is no method ${method.slice(0, 64)}`, {
      status: isModern ? 404 : 200,
      id,
    })
  }

  #list(request: RpcRequest, mayCall: MayCall): Response {
    const callable = this.#tools.filter(({ row }) => mayCall(row.access))
    const tools = `"tools":[${callable.map(({ listed }) => listed).join(',')}]`
    return this.#result(request, request.isModern ? `${tools},${freshness(LIST_FRESH_MILLIS, 'private')}` : tools)
  }

  #discovery(request: RpcRequest): Response {
    const versions = `"supportedVersions":${JSON.stringify(SUPPORTED_VERSIONS)}`
    return this.#result(
      request,
      `${versions},"capabilities":{"tools":{}},${freshness(DISCOVERY_FRESH_MILLIS, 'public')}`,
    )
  }

  // Nothing is kept of it: each later message is complete in itself.
  #handshake(request: RpcRequest): Response {
    const { protocolVersion: asked } = request.params
    const version = LEGACY_VERSIONS.find((known) => known === asked) ?? LEGACY_VERSIONS[0]
    const members = { protocolVersion: version, capabilities: { tools: {} }, serverInfo: this.#info }
    return this.#result(request, JSON.stringify(members).slice(1, -1))
  }

  #result({ id, isModern }: RpcRequest, members: string, meta: Readonly<Record<string, unknown>> = {}): Response {
    const whole = isModern ? { ...meta, [SERVER_MEMBER]: this.#info } : meta
    return resultResponse(
      id,
      [
        ...(isModern ? ['"resultType":"complete"'] : []),
        ...(members === '' ? [] : [members]),
        ...(Object.keys(whole).length > 0 ? [`"_meta":${JSON.stringify(whole)}`] : []),
      ].join(','),
    )
  }
}

function answered(answer: (mayCall: MayCall) => Response): Received {
  return {
    call: null,
    answer: (mayCall) => {
      try {
        return answer(mayCall)
      } catch (error) {
        if (error instanceof RpcError) return errorResponse(error)
        throw error
      }
    },
  }
}

function freshness(ttlMillis: number, scope: 'private' | 'public'): string {
  return `"ttlMs":${ttlMillis},"cacheScope":"${scope}"`
}

function faultOf({ name, arguments: given = {} }: RpcRequest['params']): string {
  if (typeof name !== 'string') return '"name" must be the name of a tool'
  return isRecord(given) ? `Unknown tool: ${name.slice(0, 128)}` : '"arguments" must be an object'
}
