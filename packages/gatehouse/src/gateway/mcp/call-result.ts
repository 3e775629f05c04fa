// Turns the response of an operation into the result of a tool (MCP 2026-07-28, Tools, Tool Result).
import { isRecord } from '../../access/index.ts'
import { base64Of, type ReadBody, readBody } from './response-body.ts'
import type { ToolListing } from './tool.ts'

/** A longer answer is not sent to a language model: the result has a link to it. */
const RESULT_MAX_BYTES = 262_144

/** A call that was answered by its operation. */
export interface AnsweredCall {
  readonly listing: ToolListing
  /** The request that was answered. */
  readonly request: Pick<Request, 'method' | 'url'>
  readonly response: Response
  /** Whether its body comes as the service has coded it. */
  readonly isRaw: boolean
}

type Block = Readonly<Record<string, unknown>>

/** The result of a call. */
export interface CallResult {
  /** Its members, as the text of JSON without the brackets around them. */
  readonly members: string
  /** What `_meta` says about the response. */
  readonly meta: Readonly<Record<string, unknown>>
}

/** Returns the result of a call. */
export async function resultOf(call: AnsweredCall): Promise<CallResult> {
  const { status, headers } = call.response
  const body = await readBody(call.response, RESULT_MAX_BYTES, call.isRaw)
  const location = headers.get('location')
  const meta = { 'gatehouse/status': status, ...(location !== null && { 'gatehouse/location': location }) }
  const { content, isError = false, structured } = partsOf(call, body, location)
  const members = [
    `"content":${JSON.stringify(content)}`,
    ...(structured === undefined ? [] : [`"structuredContent":${structured}`]),
    `"isError":${isError}`,
  ]
  return { members: members.join(','), meta }
}

interface Parts {
  readonly content: readonly Block[]
  readonly isError?: boolean
  /** As its service wrote it, so that no number becomes another one. */
  readonly structured?: string
}

function partsOf(call: AnsweredCall, body: ReadBody, location: string | null): Parts {
  const { request, response } = call
  const { url } = request
  if (response.status >= 400) return { content: [textBlock(errorText(response.status, body))], isError: true }
  switch (body.kind) {
    case 'broken':
      return { content: [textBlock(brokenText(request.method))], isError: true }
    case 'long':
      return partsOfLong(call, body.mediaType)
    case 'empty':
      return { content: [emptyBlock(call, location)] }
    case 'json':
      return isObject(body.text)
        ? { content: [textBlock(body.text)], structured: body.text }
        : { content: [textBlock(body.text)] }
    case 'text':
      return { content: [textBlock(body.text)] }
    case 'bytes':
      return { content: [bytesBlock(body.bytes, body.mediaType, url)] }
    default:
      return body satisfies never
  }
}

// A client that knows the schema of the answers takes nothing else for a success, and a language model must not repeat what was done.
function partsOfLong({ listing, request: { method, url } }: AnsweredCall, mimeType: string): Parts {
  const isError = listing.outputSchema !== undefined
  const long = `The operation was carried out, but its answer is longer than ${RESULT_MAX_BYTES} bytes.`
  if (method !== 'GET') return { content: [textBlock(`${long} Do not repeat it.`)], isError }
  const link = linkBlock(listing, url, mimeType)
  return isError
    ? { content: [textBlock(`${long} Ask for less, or follow the link.`), link], isError }
    : { content: [link] }
}

function brokenText(method: string): string {
  const broken = 'The answer of the service ended early, or could not be read.'
  return method === 'GET' ? broken : `${broken} The operation was carried out. Do not repeat it.`
}

function errorText(status: number, body: ReadBody): string {
  return body.kind === 'json' || body.kind === 'text' ? body.text : `The service answered ${status}.`
}

function emptyBlock({ listing, request, response }: AnsweredCall, location: string | null): Block {
  if (location !== null && URL.canParse(location, request.url))
    return linkBlock(listing, new URL(location, request.url).href)
  return textBlock(`The operation was carried out (${response.status}), and has no answer.`)
}

function textBlock(text: string): Block {
  return { type: 'text', text }
}

function linkBlock({ name, title }: ToolListing, uri: string, mimeType?: string): Block {
  const description = 'Fetch it with the same access token.'
  return { type: 'resource_link', uri, name, ...(title && { title }), description, ...(mimeType && { mimeType }) }
}

function bytesBlock(bytes: Uint8Array, mimeType: string, uri: string): Block {
  const data = base64Of(bytes)
  const [type] = mimeType.split('/')
  if (type === 'image' || type === 'audio') return { type, data, mimeType }
  return { type: 'resource', resource: { uri, mimeType, blob: data } }
}

// A body that is not what its media type says is a text.
function isObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text))
  } catch {
    return false
  }
}
