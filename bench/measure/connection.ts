// One keep-alive connection of the load generator: bytes out, bytes in until the answer is whole. Nothing is parsed that
// need not be, so that little of what is measured is the generator's own.
import { connect, type Socket } from 'node:net'

/** The status of an answer. */
export type Status = number

/** The server closed a connection before its answer was whole. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError'
}

/** A connection that carries one request at a time. */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #settle: { resolve(status: Status): void; reject(cause: Error): void } | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#take(chunk))
    this.#socket.on('error', (cause) => this.#settle?.reject(cause))
    this.#socket.on('close', () => this.#settle?.reject(new ConnectionClosedError('the server closed the connection')))
  }

  /** Sends a request and waits for the end of its answer. */
  send(request: string): Promise<Status> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(request, 'latin1')
    })
  }

  close(): void {
    this.#settle = null
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received = this.#received === '' ? chunk : this.#received + chunk
    if (!isWhole(this.#received)) return
    const status = Number(this.#received.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length))
    const settle = this.#settle
    this.#received = ''
    this.#settle = null
    settle?.resolve(status)
  }
}

const LENGTH = /\r\ncontent-length: *(\d+)/i

function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = LENGTH.exec(received.slice(0, end))
  return length === null ? received.endsWith('0\r\n\r\n') : received.length >= end + 4 + Number(length[1])
}
