// Serves POST /mcp, where MCP clients list and call the tools of the project. A call becomes the request of its operation, which enters the
// table as if its client had sent it: the same gate, limits, service, refusals, figures and line of the log. Everything else of MCP is
// loaded by the first message.
import type { Context } from 'hono'
import { anyone, type Background, guest, type Judgement, NO_TOKEN } from '../../access/index.ts'
import { setDataHeaders } from '../../http/data-headers.ts'
import { BODY_MAX_BYTES } from '../../http/limits.ts'
import { REQUEST_ID_HEADER } from '../../http/header-names.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { RouteRow } from '../handler.ts'
import { type CompiledTool, type ToolCall, type ToolEndpoint, TOOLS_PATH, type ToolServer } from '../mcp/tool.ts'
import { type PipelineDependencies, serve } from '../pipeline.ts'

/**
 * Answers the request of a call by the operation that it was made for, and by no other.
 *
 * @param message the context of the message that it came with
 */
export type EnterTable = (call: Pick<ToolCall, 'refusal' | 'request' | 'tool'>, message: Context) => Promise<Response>

/** Finds the row of the operation of a tool. */
export type FindRow = (tool: Pick<CompiledTool, 'operationId' | 'path'>) => RouteRow | undefined

/** The dependencies of the endpoint. */
export interface ToolEndpointDependencies {
  readonly rowOf: FindRow
  /** The names of the services that are HTTP origins. */
  readonly origins: ReadonlySet<string>
  readonly pipeline: PipelineDependencies
  /** The origins of pages that may call the gateway, besides its own. */
  readonly allowedOrigins: readonly string[]
  readonly enter: EnterTable
}

/** The largest message of a caller without a good token: whoever sends it, it is read and parsed before the caller is refused. */
const UNKNOWN_MAX_BYTES = 65_536

/** Creates the handler of the endpoint. */
export function toolEndpoint(
  { access, load }: ToolEndpoint,
  { rowOf, origins, pipeline, allowedOrigins, enter }: ToolEndpointDependencies,
): (c: Context) => Promise<Response> {
  const row = { method: 'POST', path: TOOLS_PATH, operationId: 'useTools', service: null, access } as const
  const { gate } = pipeline.tenant
  // A cookie says nothing here: a browser would send it for any page.
  const ofTokens = { ...pipeline, readsSessions: false }
  const refuseOrigin = serve(
    { ...row, access: anyone },
    () => Promise.reject(new ProblemError('origin_forbidden', FOREIGN)),
    ofTokens,
  )
  let server: ToolServer | undefined
  // Before the message is read. The operation throws the refusal if it reads a token. It judges none again: a proof is good once, and
  // after an outage it would look used.
  const judge = async (message: Request, background: Background): Promise<Judgement | null> => {
    try {
      const verdict = await gate.admit(guest, message, background, pipeline.recorder.verified)
      return verdict.tier === null ? null : verdict
    } catch (refusal) {
      return { refusal }
    }
  }
  return async (c) => {
    const { raw } = c.req
    if (isForeign(raw, allowedOrigins)) return await refuseOrigin(c)
    try {
      server ??= (await load()).open(rowOf)
    } catch (error) {
      return await serve(row, () => Promise.reject(error), ofTokens)(c)
    }
    const judgement = await judge(raw, c.executionCtx)
    pipeline.messages?.set(raw, { request: raw, judgement })
    const isGood = judgement !== null && !('refusal' in judgement)
    const received = await server.receive(raw, isGood ? BODY_MAX_BYTES : UNKNOWN_MAX_BYTES)
    if (received.call === null) {
      const { answer } = received
      const list = serve(
        row,
        (_c, { verdict }) => answer((access) => gate.allows(access, (verdict ?? NO_TOKEN).principal)),
        ofTokens,
      )
      return await list(c)
    }
    const { call } = received
    const { requestId } = pipeline.cloudflare.identify(raw)
    call.request.headers.set(REQUEST_ID_HEADER, requestId)
    const response = await enter(call, c)
    if (isChallenge(response)) return response
    const answer = await call.answer(response, origins.has(rowOf(call.tool)?.service ?? ''))
    answer.headers.set(REQUEST_ID_HEADER, requestId)
    setDataHeaders(answer.headers)
    return answer
  }
}

const FOREIGN = {
  detail: 'A page of this origin may not call the tools: add the origin to GATEHOUSE_ALLOWED_ORIGINS if it may.',
} as const

// MCP 2026-07-28, Streamable HTTP, Security. A program sends no Origin.
function isForeign({ headers, url }: Request, allowedOrigins: readonly string[]): boolean {
  const origin = headers.get('origin')
  return origin !== null && origin !== new URL(url).origin && !allowedOrigins.includes(origin)
}

// Only a status makes a client log in, or ask for more scopes (MCP 2026-07-28, Authorization, Error Handling).
function isChallenge({ status, headers }: Response): boolean {
  return status === 401 || (status === 403 && headers.has('www-authenticate'))
}
