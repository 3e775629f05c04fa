// What tests of the tools send to the gateway: messages of the modern revision (MCP 2026-07-28), with a service in place of every domain.
import { openGateway } from './test-gateway.ts'
import type { SigningKey } from './support.ts'

const VERSION = '2026-07-28'
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** Headers by their names. */
export type HeadersByName = Readonly<Record<string, string>>

/** What a service answers a request with. */
export type Service = (request: Request) => Promise<Response>

/** The answer to a message. */
export interface RpcAnswer {
  readonly id?: unknown
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** The answer to a call, with that of HTTP. */
export interface CallAnswer extends RpcAnswer {
  readonly status: number
  readonly headers: Headers
  /** As it was sent. */
  readonly text: string
}

/** The request of a message. */
export function messageOf(token: string, method: string, params: object = {}, headers: HeadersByName = {}) {
  const { name } = params as { readonly name?: string }
  return {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'mcp-protocol-version': VERSION,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: META } }),
  }
}

/** A service that answers with what it was asked. */
export const echo: Service = async (request) => {
  const { method, url, headers } = request
  return Response.json({ method, url, body: await request.text(), headers: Object.fromEntries(headers) })
}

/** Calls a tool of a gateway that has the service in place of every domain. */
export async function callTool(
  key: SigningKey,
  token: string,
  name: string,
  args: object,
  fetch: Service = echo,
): Promise<CallAnswer> {
  const gateway = openGateway(key, undefined, { service: () => ({ fetch }) })
  return await answerOf(await gateway.send('/mcp', messageOf(token, 'tools/call', { name, arguments: args })))
}

/** Reads an answer. */
export async function answerOf(response: Response): Promise<CallAnswer> {
  const text = await response.text()
  const answer = JSON.parse(text) as RpcAnswer
  return { ...answer, status: response.status, headers: response.headers, text }
}
