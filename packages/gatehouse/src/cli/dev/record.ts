// The record of what serves the project on this machine, so that other commands find it on whichever ports it is.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pid } from 'node:process'
import { isAlive } from './parent-process.ts'

const RECORD = '.wrangler/gatehouse/dev.json'

/** What serves the project. */
export interface DevRecord {
  /** The process that ends with it. */
  readonly pid: number
  /** The origin of the gateway; `null` where wrangler itself has chosen it. */
  readonly gatewayUrl: string | null
  /** The origin of the local tenant; `null` where there is none. */
  readonly tenantUrl: string | null
}

/** Records what this process serves. */
export function recordServing(served: Omit<DevRecord, 'pid'>): void {
  mkdirSync(dirname(RECORD), { recursive: true })
  writeFileSync(RECORD, JSON.stringify({ pid, ...served }))
}

/** What serves the project now; `null` when nothing does. */
export function readServing(): DevRecord | null {
  try {
    const record = JSON.parse(readFileSync(RECORD, 'utf8')) as DevRecord
    return isAlive(record.pid) ? record : null
  } catch {
    return null
  }
}

/** Forgets what this process has served. */
export function forgetServing(): void {
  if (readServing()?.pid === pid) rmSync(RECORD, { force: true })
}
