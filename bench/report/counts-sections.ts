// The sections of what was counted in instructions.
import type { Counts } from '../instructions/count-all.ts'
import type { FirstRequest } from '../instructions/first-request.ts'
import type { Part } from '../instructions/parts.ts'
import type { Findings } from './goals.ts'
import { kibibytes, range, section } from './section.ts'
import { type Table, tableText } from './table.ts'

const COUNTS_METHOD = `What does not depend on the machine: instructions of a request, counted by QEMU's user-mode emulator in all threads of all
processes of a target, over a fixed script of requests on one connection and after a warm-up. V8 compiles and collects on the main thread, at
the same requests each time. The figure is of all requests by their number. Beside it is the request in the middle, which no collection interrupts.
A figure of several counts is their median, each in fresh processes. What the kernel does is not counted: a pair on Node or HAProxy sends each request through it
twice, where a service binding stays in the process, so compare those by CPU time too.`

const FIRST_REQUESTS_METHOD = `A fresh process from its start to its first answer, less the same of a Worker that answers with an empty response. The counts are
the least of several. The milliseconds are CPU time, of 30 pairs: median (least–most).`

const PARTS_METHOD = `Each by itself, a thousand times in a row in one request, less the same loop around nothing. The first are what the gateway does to every
request. The others are calls to the runtime: no gateway that keeps the same promises can do without most of them. The rate limit is counted
in memory here, as the platform does beside the Worker.`

/** The instructions of requests. */
export function countsSection(counts: Counts | null): string[] {
  if (counts === null) return []
  const spread = `Ten counts of a shorter script with everything on lie within ${(counts.spread * 100).toFixed(2)} %. Which collections fall into a
script makes up to 2 % of a figure; the request in the middle has none of them.`
  return section('Instructions of a request', counts.rows, [COUNTS_METHOD, spread, tableText(countsTable(counts))])
}

/** The first requests. */
export function firstRequestsSection(all: readonly FirstRequest[]): string[] {
  return section('A first request', all, [FIRST_REQUESTS_METHOD, tableText(firstRequestsTable(all))])
}

/** Where the instructions go. */
export function partsSection({ parts, counts }: Findings): string[] {
  const bare = counts?.rows.find(({ name }) => name === 'open')?.figure
  return section('Where the instructions go', parts, [PARTS_METHOD, tableText(partsTable(parts, bare))])
}

function countsTable({ rows }: Counts): Table {
  const of = (name: string): number => rows.find((row) => row.name === name)?.figure ?? Number.NaN
  const [bare, reference] = [of('open'), of('reference')]
  return {
    head: ['', 'instructions', 'of the request in the middle', '÷ bare pair', '÷ every check taken out', 'counts'],
    rows: rows.map(({ title, figure, plain, spread, times }) => [
      title,
      thousands(figure),
      thousands(plain),
      (figure / bare).toFixed(2),
      (figure / reference).toFixed(2),
      times === 1 ? '' : `${times} within ${(spread * 100).toFixed(2)} %`,
    ]),
  }
}

function firstRequestsTable(all: readonly FirstRequest[]): Table {
  return {
    head: ['', 'instructions', 'ms', 'minified', 'gzipped', 'modules'],
    rows: all.map(({ title, instructions, millis, bytes, gzippedBytes, modules }) => [
      title,
      instructions === null ? '' : `${(instructions / 1e6).toFixed(1)} million`,
      millis === null ? '' : range(millis, 1),
      kibibytes(bytes),
      kibibytes(gzippedBytes),
      String(modules),
    ]),
  }
}

function partsTable(parts: readonly Part[], bare: number | undefined): Table {
  return {
    head: ['', 'instructions', 'share of a request to the bare pair'],
    rows: parts.map(({ title, instructions }) => [
      title,
      thousands(instructions),
      bare === undefined ? '' : `${((instructions / bare) * 100).toFixed(1)} %`,
    ]),
  }
}

function thousands(instructions: number): string {
  return `${(instructions / 1000).toFixed(1)} k`
}
