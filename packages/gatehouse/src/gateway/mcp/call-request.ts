// Makes the request of an operation from the arguments of a tool: the request that a client of the operation would have sent.
import type { InvalidField } from '../../access/index.ts'
import {
  CLIENT_ADDRESS_HEADER,
  PROOF_HEADER,
  RAY_HEADER,
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
} from '../../http/header-names.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { ArgumentFault, writeArgument, writeBody, writePathPart, type Written } from './argument-values.ts'
import { BODY_ARGUMENT, type CompiledTool, type PreparedRequest } from './tool.ts'

/** The arguments of a call. */
export type Arguments = Readonly<Record<string, unknown>>

/** The headers of the message that say who calls, from where and in which trace. No other header of it reaches the operation. */
const CARRIED_HEADERS = [
  'authorization',
  PROOF_HEADER,
  'user-agent',
  'accept-language',
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
  CLIENT_ADDRESS_HEADER,
  RAY_HEADER,
  'cf-visitor',
  'cf-ipcountry',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
] as const

/**
 * Makes the request of a call. It refuses what no request can say. Whether the values fit the operation is for its service to decide, as
 * it does for any request.
 *
 * @param method of the operation
 * @param message the request that the call came with
 */
export function prepareRequest(
  tool: CompiledTool,
  method: string,
  given: Arguments,
  message: Request,
): PreparedRequest {
  const faults = new Faults()
  const valueOf = (name: string): unknown => (Object.hasOwn(given, name) ? given[name] : undefined)
  const names = new Set([...tool.arguments.map(({ name }) => name), ...(tool.body ? [BODY_ARGUMENT] : [])])
  for (const name of Object.keys(given)) if (!names.has(name)) faults.add('arguments', name, 'is unknown')

  const headers = new Headers()
  const query: string[] = []
  let { path } = tool
  for (const argument of tool.arguments) {
    const { name, in: place, parameter = name } = argument
    faults.attempt(place, name, () => {
      const written = writeArgument(argument, valueOf(name))
      if (place === 'query') query.push(...written.map(inQuery))
      else if (place === 'header') for (const [key, text] of written) headers.append(key, text)
      else for (const [, text] of written) path = path.replace(`{${parameter}}`, writePathPart(text, argument))
    })
  }
  // A URL drops these segments (RFC 3986 §5.2.4), and the rest would be the path of another operation.
  if (path.split('/').some((segment) => segment === '.' || segment === '..'))
    faults.add('path', '', 'must not have the segment . or ..')
  const body = writeBodyOf(tool, valueOf(BODY_ARGUMENT), headers, faults)

  for (const name of CARRIED_HEADERS) {
    const value = message.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  headers.set('accept', tool.accept)
  headers.set('accept-encoding', 'identity')
  const refusal = faults.refusal()
  const { origin } = new URL(message.url)
  const url = refusal === null ? `${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}` : origin
  const { cf } = message
  const init = {
    method,
    headers,
    redirect: 'manual',
    ...(body && refusal === null && { body }),
    ...(cf && { cf }),
  } as const
  return { request: new Request(url, init), refusal }
}

function writeBodyOf({ body: rule }: CompiledTool, value: unknown, headers: Headers, faults: Faults) {
  if (rule === undefined) return undefined
  let body: Uint8Array | undefined
  faults.attempt('body', '', () => {
    body = writeBody(rule, value)
  })
  if (body !== undefined) {
    headers.set('content-type', rule.mediaType)
    headers.set('content-length', String(body.byteLength))
  }
  return body
}

function inQuery([name, text]: Written): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`
}

/** Collects what is wrong with the arguments. */
class Faults {
  readonly #found: InvalidField[] = []

  add(place: string, path: string, message: string): void {
    this.#found.push({ in: place, path, message })
  }

  attempt(place: string, path: string, write: () => void): void {
    try {
      write()
    } catch (cause) {
      // Others come from the platform: half a surrogate pair in a URL, a line break in a header, JSON that is nested too deeply.
      this.add(place, path, cause instanceof ArgumentFault ? cause.message : 'can not be sent as it is')
    }
  }

  refusal(): ProblemError | null {
    return this.#found.length > 0 ? new ProblemError('request_invalid', { errors: this.#found }) : null
  }
}
