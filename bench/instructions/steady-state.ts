// Counts the instructions that a request costs after a warm-up: a fixed script of requests, one after the other on one connection.
import { PATH } from '../answer.ts'
import { Connection } from '../measure/connection.ts'
import { EDGE_HEADERS } from '../measure/edge-headers.ts'
import type { Target } from '../measure/sample.ts'
import { summarise } from '../measure/statistics.ts'
import type { Counter } from './counter.ts'

/** A script: which target is asked, with which tokens in turn, and how often. */
export interface Script {
  readonly target: Target
  readonly tokens: readonly string[]
  readonly warmUpRequests: number
  readonly requests: number
  /** What every answer must be. */
  readonly status: number
}

/** The instructions of a request. */
export interface RequestCost {
  /** Of all requests by their number: with the collector's work, and the compiler's. */
  readonly mean: number
  /** Of the request in the middle: without them, because most requests have none of it. */
  readonly median: number
}

/** Runs a script in fresh processes. @throws Error when an answer is another, ConnectionClosedError when a process breaks off */
export async function countRequest(counter: Counter, script: Script): Promise<RequestCost> {
  const { target, tokens, warmUpRequests, requests } = script
  const servers = await target.start(counter.launch)
  const connection = new Connection(servers[0].port)
  try {
    const send = async (index: number): Promise<void> => {
      const status = await connection.send(requestWith(tokens[index % tokens.length] ?? ''))
      if (status !== script.status) throw new Error(`${target.name} answered ${status}`)
    }
    for (let index = 0; index < warmUpRequests; index++) await send(index)
    const readings = [counter.instructions()]
    for (let index = 0; index < requests; index++) {
      await send(warmUpRequests + index)
      readings.push(counter.instructions())
    }
    const costs = readings.slice(1).map((reading, index) => reading - (readings[index] ?? 0))
    const sum = costs.reduce((total, cost) => total + cost, 0)
    return { mean: sum / requests, median: summarise(costs).median }
  } finally {
    connection.close()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

const EDGE = Object.entries(EDGE_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

function requestWith(token: string): string {
  return `GET ${PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n${EDGE}Authorization: Bearer ${token}\r\n\r\n`
}
