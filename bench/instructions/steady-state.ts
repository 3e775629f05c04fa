// Counts the instructions that a request costs after a warm-up: a fixed script of requests, one after the other on one connection.
import { PATH } from '../answer.ts'
import { Connection } from '../measure/connection.ts'
import { EDGE_HEADERS } from '../measure/edge-headers.ts'
import type { WorkerdTarget } from '../targets/workers.ts'
import { type Counter, V8_FLAGS } from './counter.ts'

/** A script: which target is asked, with which tokens in turn, and how often. */
export interface Script {
  readonly target: WorkerdTarget
  readonly tokens: readonly string[]
  readonly warmUpRequests: number
  readonly requests: number
}

/** Runs a script in a fresh process. @returns instructions per request @throws Error when an answer is not 200 */
export async function instructionsPerRequest(counter: Counter, script: Script): Promise<number> {
  const { target, tokens, warmUpRequests, requests } = script
  const [server] = await target.start({ launcher: counter.launcher, v8Flags: V8_FLAGS })
  const connection = new Connection(server.port)
  try {
    let sent = 0
    const send = async (count: number): Promise<void> => {
      for (const end = sent + count; sent < end; sent++) {
        const status = await connection.send(requestWith(tokens[sent % tokens.length] ?? ''))
        if (status !== 200) throw new Error(`${target.name} answered ${status}`)
      }
    }
    await send(warmUpRequests)
    const before = counter.instructions()
    await send(requests)
    return (counter.instructions() - before) / requests
  } finally {
    connection.close()
    await server.stop()
  }
}

const EDGE = Object.entries(EDGE_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

function requestWith(token: string): string {
  return `GET ${PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n${EDGE}Authorization: Bearer ${token}\r\n\r\n`
}
