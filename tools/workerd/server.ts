// Processes that are measured: started, waited for, their CPU time and memory read, stopped.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Unit of utime and stime in /proc/PID/stat: USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
/** A process that ends before is noticed at once. */
const START_TIMEOUT_MILLIS = 120_000
const POLL_MILLIS = 1
const OUTPUT_KEPT_CHARACTERS = 4_000

/** What to start. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
}

/** A process that listens. */
export interface Server {
  readonly port: number
  /** What it has used so far, user and system together. */
  cpuSeconds(): number
  /** What its threads have used so far, without those that have ended: more exact than `cpuSeconds`, which counts in hundredths of a second. */
  threadMillis(): number
  /** What it holds in memory now (VmRSS). */
  residentBytes(): number
  stop(): Promise<void>
}

/** Starts a process and waits until its port takes connections. @throws Error with what it wrote when it does not come up */
export async function startServer({ command, args, port, env }: ServerCommand): Promise<Server> {
  // Into a file: a pipe would fill up while this process is busy, and hold it up.
  const file = join(tmpdir(), `gatehouse-${randomUUID()}.log`)
  const output = openSync(file, 'a')
  const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, ...env } })
  closeSync(output)
  const forget = (): void => rmSync(file, { force: true })
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => {
      if (existsSync(file))
        reject(new Error(`${command} ended: ${readFileSync(file, 'utf8').slice(-OUTPUT_KEPT_CHARACTERS)}`))
    })
  })
  failed.catch(() => undefined)
  try {
    await Promise.race([listening(port), failed])
  } catch (error) {
    child.kill('SIGKILL')
    forget()
    throw error
  }
  return {
    port,
    cpuSeconds: () => cpuSecondsOf(child),
    threadMillis: () => threadMillisOf(child),
    residentBytes: () => residentBytesOf(child),
    stop: async () => {
      await stop(child)
      forget()
    },
  }
}

/** A port on the loopback that no process listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listening(port: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MILLIS
  while (Date.now() < deadline) {
    if (await canConnect(port)) return
    await sleep(POLL_MILLIS)
  }
  throw new Error(`no process listens on port ${port}`)
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** What a process has used of the processors so far, user and system together; on Linux alone. */
export function cpuSecondsOf({ pid }: ChildProcess): number {
  // proc(5): the name in the second field may hold blanks, so the fields are counted from behind it.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

// The first field is the time on a processor, in nanoseconds: https://docs.kernel.org/scheduler/sched-stats.html.
function threadMillisOf({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanos = threads.map((thread) =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'), 10),
  )
  return nanos.reduce((sum, one) => sum + one, 0) / 1_000_000
}

function residentBytesOf({ pid }: ChildProcess): number {
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kibibytes === undefined) throw new Error(`process ${pid} has ended`)
  return Number(kibibytes) * 1024
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
