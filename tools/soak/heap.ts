// Measures the memory of the Workers in a running system: their heaps after a collection, requested through workerd's inspector, because
// workerd without a limit on its heap collects late.
import { chmodSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { env } from 'node:process'
import { workerNameOf } from '../../packages/gatehouse/src/project/config-files.ts'
import { domainWorkers, GATEWAY } from '../../packages/gatehouse/src/project/workers.ts'
import { workerdPids } from './processes.ts'

const require = createRequire(import.meta.url)

/** As workerd calls the gateway and the domains; the tenant and chaos are not theirs. */
const OURS = /core:user:(gatehouse(?:-(?!tenant|chaos)[\w-]+)?)$/
/** Listening, in /proc/net/tcp. */
const LISTEN = '0A'
/** What is no inspector may never answer. */
const ANSWER_MILLIS = 2_000
const MEBIBYTE = 1_048_576

/** Of the inspector, to one command. */
interface Answer {
  readonly id?: number
  readonly result?: { readonly usedSize: number }
  readonly error?: unknown
}

interface Target {
  readonly title: string
  readonly webSocketDebuggerUrl: string
}

/** Lets every workerd that is started from now on be looked into. @param folder where the command for it goes */
export function openInspectors(folder: string): void {
  const { default: workerd } = require('workerd') as { readonly default: string }
  const command = join(folder, 'workerd')
  writeFileSync(command, `#!/bin/sh\nexec "${workerd}" "$@" --inspector-addr=127.0.0.1:0\n`)
  chmodSync(command, 0o755)
  env['MINIFLARE_WORKERD_PATH'] = command
}

/**
 * Finds the Workers that run, once: gives what each of ours keeps alive at the moment, in MiB, by its name. Those around them (the
 * platform's own, the tenant, chaos) are collected too, so that what the process holds says something afterwards.
 */
export async function findHeaps(): Promise<() => Promise<ReadonlyMap<string, number>>> {
  const ours = new Map<string, string>()
  const others: string[] = []
  for (const port of workerdPids().flatMap(portsOf)) {
    for (const { title, webSocketDebuggerUrl } of await targetsAt(port)) {
      const name = OURS.exec(title)?.[1]
      // With a fragment, as workerd gives it, the address would be refused.
      const url = webSocketDebuggerUrl.replace(/#.*$/, '')
      if (name === undefined) others.push(url)
      else ours.set(name, url)
    }
  }
  const missing = [GATEWAY, ...domainWorkers()].map(workerNameOf).filter((name) => !ours.has(name))
  if (missing.length > 0) throw new Error(`can not be looked into: ${missing.join(', ')}`)
  return async () => {
    // One that has not run yet can not be looked into.
    await Promise.allSettled(others.map(keptBytes))
    const heaps = new Map<string, number>()
    for (const [name, url] of ours) heaps.set(name, (await keptBytes(url)) / MEBIBYTE)
    return heaps
  }
}

async function targetsAt(port: number): Promise<Target[]> {
  const signal = AbortSignal.timeout(ANSWER_MILLIS)
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`, { signal }).catch(() => null)
  const body: unknown = await answer?.json().catch(() => null)
  return Array.isArray(body) ? body.filter((item) => item instanceof Object && 'webSocketDebuggerUrl' in item) : []
}

// A snapshot is made of what is left after a whole collection; workerd leaves the command that only collects undone.
async function keptBytes(url: string): Promise<number> {
  const socket = new WebSocket(url)
  const answers = new Map<number, PromiseWithResolvers<{ readonly usedSize: number }>>()
  const gone = (): void => {
    const error = new Error(`there is no inspector at ${url}, or no more`)
    opened.reject(error)
    for (const answer of answers.values()) answer.reject(error)
  }
  const call = async (method: string) => {
    const id = answers.size + 1
    const answer = Promise.withResolvers<{ readonly usedSize: number }>()
    answers.set(id, answer)
    socket.send(JSON.stringify({ id, method }))
    return await answer.promise
  }
  const opened = Promise.withResolvers<void>()
  socket.addEventListener('open', () => opened.resolve())
  for (const end of ['error', 'close']) socket.addEventListener(end, gone)
  socket.addEventListener('message', ({ data }) => {
    const { id = 0, result, error } = JSON.parse(String(data)) as Answer
    if (error !== undefined) answers.get(id)?.reject(new Error(`${url} does not do that: ${JSON.stringify(error)}`))
    else answers.get(id)?.resolve(result ?? { usedSize: Number.NaN })
  })
  await opened.promise
  try {
    await call('HeapProfiler.takeHeapSnapshot')
    return (await call('Runtime.getHeapUsage')).usedSize
  } finally {
    socket.close()
  }
}

// The ports that a process listens on.
function portsOf(pid: number): number[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeOf(`/proc/${pid}/fd/${fd}`)))
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN && sockets.has(fields[9] ?? ''))
    .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16))
}

// A descriptor may be closed while it is looked at.
function inodeOf(path: string): string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.slice(1) ?? []
  } catch {
    return []
  }
}
