// The load generator that counts: a process of its own that sends so many requests, at a fixed rate without waiting for
// answers (an open loop), or one after the other on each connection, and prints what came back.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { PATH } from '../answer.ts'
import { Connection } from './connection.ts'
import { EDGE_HEADERS } from './edge-headers.ts'
import { summarise } from './statistics.ts'

const CONNECTIONS = 32
const TICK_MILLIS = 1
/** No order takes longer: the process ends itself. */
const TIME_LIMIT_MILLIS = 120_000

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '' },
    tokens: { type: 'string', default: '' },
    first: { type: 'string', default: '0' },
    count: { type: 'string', default: '1' },
    /** Requests per second; 0 for as fast as answers come. */
    rate: { type: 'string', default: '0' },
  },
})

const edge = Object.entries(EDGE_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')
const requests = readFileSync(values.tokens, 'utf8')
  .trimEnd()
  .split('\n')
  .map(
    (token) =>
      `GET ${PATH} HTTP/1.1\r\nHost: 127.0.0.1:${values.port}\r\n${edge}Authorization: Bearer ${token}\r\n\r\n`,
  )
const count = Number(values.count)
const rate = Number(values.rate)
let index = Number(values.first)
const latencies: number[] = []
const statuses: Record<string, number> = {}
const idle = Array.from({ length: CONNECTIONS }, () => new Connection(Number(values.port)))
const all = [...idle]

const limit = setTimeout(() => {
  console.error('the time limit is over')
  process.exit(1)
}, TIME_LIMIT_MILLIS)
await (rate === 0 ? closedLoop() : openLoop())
clearTimeout(limit)
for (const connection of all) connection.close()
console.log(JSON.stringify({ statuses, p50Millis: summarise(latencies).median }))

function next(): string {
  const request = requests[index++ % requests.length]
  if (request === undefined) throw new RangeError('no tokens')
  return request
}

async function measure(connection: Connection, dueMillis: number): Promise<void> {
  const status = await connection.send(next())
  latencies.push(performance.now() - dueMillis)
  statuses[status] = (statuses[status] ?? 0) + 1
}

async function closedLoop(): Promise<void> {
  let left = count
  await Promise.all(
    all.map(async (connection) => {
      while (left-- > 0) await measure(connection, performance.now())
    }),
  )
}

// A request that finds every connection busy waits, and its wait is part of its latency.
async function openLoop(): Promise<void> {
  const started = performance.now()
  const waiting: number[] = []
  const work: Promise<void>[] = []
  const serve = async (connection: Connection, dueMillis: number): Promise<void> => {
    await measure(connection, dueMillis)
    const later = waiting.shift()
    if (later === undefined) idle.push(connection)
    else await serve(connection, later)
  }
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - started) / 1000) * rate))
    for (; sent < due; sent++) {
      const connection = idle.pop()
      if (connection === undefined) waiting.push(performance.now())
      else work.push(serve(connection, performance.now()))
    }
    await sleep(TICK_MILLIS)
  }
  await Promise.all(work)
}
