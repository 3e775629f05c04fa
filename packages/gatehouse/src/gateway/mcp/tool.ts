// Types of the tools that the build step compiles from the contracts (Model Context Protocol, Tools), and of what serves them.
import type { Policy } from '../../access/index.ts'
import type { ProblemError } from '../../problem/problem-error.ts'

/** How the value of an argument is written where it is not a single one (OpenAPI 3.1 §4.8.12.3, Style Values). */
export type ArgumentStyle = 'repeated' | 'comma' | 'space' | 'pipe' | 'deep' | 'json' | 'segments'

/** An argument that becomes a parameter of the request. */
export interface ToolArgument {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  /** The name of the parameter, where the argument has another one. */
  readonly parameter?: string
  readonly required?: true
  readonly style?: ArgumentStyle
}

/** How the argument `body` becomes the body of the request. */
export interface ToolBody {
  readonly mediaType: string
  readonly kind: 'json' | 'form' | 'text'
  readonly required?: true
}

/** A tool as `tools/list` shows it. */
export interface ToolListing {
  readonly name: string
  readonly title?: string
  readonly description: string
  readonly inputSchema: object
  readonly outputSchema?: object
  readonly annotations: object
}

/** A tool: what clients see of it, and how a call becomes a request. */
export interface CompiledTool {
  readonly operationId: string
  /** The path of its operation, with `{name}` for each argument in it. */
  readonly path: string
  readonly arguments: readonly ToolArgument[]
  readonly body?: ToolBody
  /** The value of `Accept`. */
  readonly accept: string
  readonly listing: ToolListing
}

/** The server as it names itself to clients. */
export interface ServerInfo {
  readonly name: string
  readonly title?: string
  readonly version: string
}

/** Where MCP clients send their messages. */
export const TOOLS_PATH = '/mcp'

/** The name of the argument with the body. */
export const BODY_ARGUMENT = 'body'

/** The operation of a tool, as the table has it. */
export interface ToolRow {
  readonly method: string
  readonly access: Policy
}

/** The request of a call. */
export interface PreparedRequest {
  readonly request: Request
  /** Why the arguments are refused before a service sees them; `null` when they are not. */
  readonly refusal: ProblemError | null
}

/** A call of a tool: the request of its operation, and what becomes of the response. */
export interface ToolCall extends PreparedRequest {
  readonly tool: CompiledTool
  /**
   * Answers the call with the response of the operation.
   *
   * @param isRaw whether the body comes as its service has coded it: that of an HTTP origin does
   */
  readonly answer: (response: Response, isRaw: boolean) => Promise<Response>
}

/** Whether the caller satisfies the access of an operation. */
export type MayCall = (access: Policy) => boolean

/** A message: a call, or the answer to any other one, for a caller that was let in. */
export type Received =
  | { readonly call: ToolCall }
  | { readonly call: null; readonly answer: (mayCall: MayCall) => Response }

/** The tools, opened for one isolate. */
export interface ToolServer {
  /** Reads a message of at most so many bytes. It does not reject: what is wrong with a message is its answer. */
  receive(message: Request, maxBytes: number): Promise<Received>
}

/** What src/generated/tools.ts exports. */
export interface ToolModule {
  /** @param rowOf finds the operation of a tool. @throws TypeError when the table lacks one */
  readonly open: (rowOf: (tool: CompiledTool) => ToolRow | undefined) => ToolServer
}

/** Where MCP clients list and call tools. */
export interface ToolEndpoint {
  /** The access to everything but a call, which has the access of its operation. */
  readonly access: Policy
  /** The scopes of all tools: a client that logs in asks for them. */
  readonly scopes: readonly string[]
  readonly load: () => Promise<ToolModule>
}
