// A client that sends requests exactly as given: it follows no redirect, and adds or joins no header.
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import type { RequestPath } from './request-path.ts'

/** Longest silence of the other side, however busy the machine is. */
const ANSWER_TIMEOUT_MILLIS = 120_000

/** Names and values as node:http takes them; a list of values is sent as repeated headers. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

/** What to send. */
export interface Sending {
  readonly method?: string
  readonly headers?: Headers
  readonly body?: string
}

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[]
  readonly text: string
}

/** What the echo domain saw of a request. */
export interface Mirrored {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/** Opens a request whose body the caller sends. */
export function open(
  { port }: Pick<RequestPath, 'port'>,
  path: string,
  { method = 'GET', headers = {} }: Sending,
): ClientRequest {
  const options: RequestOptions = { host: '127.0.0.1', port, path, method, agent: false }
  const outgoing = request(options)
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value)
  return outgoing
}

/** Waits for the head of an answer. */
export async function headOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  return incoming
}

/** Reads an answer to its end. */
export async function wholeOf(incoming: IncomingMessage): Promise<Answer> {
  let text = ''
  for await (const piece of incoming.setEncoding('utf8')) text += String(piece)
  const { statusCode = 0, headers, rawHeaders } = incoming
  return { status: statusCode, headers, rawHeaders, text }
}

/** Sends a request and reads its answer. */
export async function send(running: Pick<RequestPath, 'port'>, path: string, sending: Sending = {}): Promise<Answer> {
  const outgoing = open(running, path, sending)
  const head = headOf(outgoing)
  outgoing.end(sending.body)
  return await wholeOf(await head)
}

/** Sends a request to a route that mirrors it. */
export async function mirror(running: RequestPath, path: string, sending: Sending = {}): Promise<Mirrored> {
  const { status, text } = await send(running, path, sending)
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`)
  return JSON.parse(text) as Mirrored
}

/** Waits until the echo domain has noted something under an id. @returns all that it has noted there */
export async function noted(running: RequestPath, id: string, until?: string): Promise<readonly string[]> {
  const query = until === undefined ? '' : `?until=${encodeURIComponent(until)}`
  for (;;) {
    const notes = JSON.parse((await send(running, `/echo/notes/${id}${query}`)).text) as readonly string[]
    // It says what there is before the gateway's patience ends.
    if (until === undefined || notes.includes(until)) return notes
  }
}

/** Notes something in the echo domain. */
export async function say(running: RequestPath, id: string, what: string): Promise<void> {
  await send(running, `/echo/notes/${id}?say=${encodeURIComponent(what)}`, { method: 'POST' })
}

/** Writes bytes to a connection and gives what came back until the other side closed it. */
export async function raw({ port }: Pick<RequestPath, 'port'>, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.setTimeout(ANSWER_TIMEOUT_MILLIS, () => socket.destroy(new Error(`no answer to ${bytes}`)))
  socket.write(bytes, 'latin1')
  let received = ''
  for await (const piece of socket) received += String(piece)
  return received
}

/** The header that carries an access token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}
