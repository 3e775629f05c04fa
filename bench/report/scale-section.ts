// The section on a million requests a second.
import type { Memory } from '../more/memory.ts'
import { type Demand, demands, LIMITS, LOAD, type Price, prices } from '../more/scale.ts'
import type { Remembered } from '../more/token-memory.ts'
import type { Report } from './report.ts'
import { section } from './section.ts'
import { type Table, tableText } from './table.ts'

/** The soft age and the number of isolates whose reads of KV are taken for one isolate's. */
const TYPICAL = { softAgeSeconds: 600, isolates: 100 }

const DEMANDS_METHOD = `On paper, from the simulations above, and from limits and prices that Cloudflare and Auth0 publish (November 2026): ${LOAD.requestsPerSecond.toLocaleString('en')}
requests a second over ${LOAD.locations} locations. How many isolates serve them is the platform's affair, so there is a row for each of several numbers. The cron asks
the tenant 288 times a day, whatever their number. An invented key id makes an isolate ask the tenant at most twice a minute.`

const REMEMBERED_METHOD = `The real memory of tokens, with so many users who call in one location. Every isolate there meets all of them. Evenly: each calls as often
as any other. Unevenly: the n-th calls n times less often than the first. The share of requests that find their token remembered is shown; the
others cost two verifications.`

/** A million requests a second. */
export function scaleSection({ asked, remembered, memory, measurements }: Report): string[] {
  const typical = asked.find(
    ({ softAgeSeconds, isolates }) => softAgeSeconds === TYPICAL.softAgeSeconds && isolates === TYPICAL.isolates,
  )
  const held = memory === null ? [] : [memoryText(memory)]
  if (typical === undefined) return section('Memory', held, held)
  const cpuMicros = measurements.find(({ name }) => name === 'gatehouse')?.cpuMicros.median ?? null
  return section('A million requests a second', asked, [
    DEMANDS_METHOD,
    tableText(demandsTable(demands(typical.kvReads / typical.isolates))),
    tableText(limitsTable()),
    tableText(pricesTable(prices(cpuMicros))),
    REMEMBERED_METHOD,
    tableText(rememberedTable(remembered)),
    ...held,
  ])
}

function demandsTable(all: readonly Demand[]): Table {
  return {
    head: [
      'isolates',
      'KV reads a day',
      'exchanges/s, every 5 s',
      'period that one object bears',
      'tenant requests/s in a flood of key ids',
      'KV and exchange, a month',
    ],
    rows: all.map((demand) => [
      ...[demand.isolates, demand.kvReadsPerDay, demand.exchangesPerSecond].map((figure) =>
        figure.toLocaleString('en'),
      ),
      `${demand.syncSeconds} s`,
      demand.floodRequestsPerSecond.toFixed(0),
      `$${demand.dollarsPerMonth.toFixed(0)}`,
    ]),
  }
}

function limitsTable(): Table {
  return {
    head: ['limit, the first one first', 'reached at', 'moved by'],
    rows: LIMITS.map(({ what, reachedAt, movedBy }) => [what, reachedAt, movedBy]),
  }
}

function pricesTable(all: readonly Price[]): Table {
  return {
    head: ['a million requests', 'dollars'],
    rows: all.map(({ what, dollars }) => [what, dollars.toFixed(3)]),
  }
}

function rememberedTable(all: readonly Remembered[]): Table {
  return {
    head: ['users in a location', 'evenly', 'unevenly'],
    rows: all.map(({ users, evenly, unevenly }) => [
      users.toLocaleString('en'),
      ...[evenly, unevenly].map((share) => `${(share * 100).toFixed(1)} %`),
    ]),
  }
}

function memoryText({ bare, ours, token }: Memory): string {
  return `A process with the bare pair holds ${mebibytes(bare)} after ten thousand requests. Gatehouse holds ${mebibytes(ours)} more, and ${(token / 1024).toFixed(1)} KiB for each token
that an isolate remembers: ${mebibytes(token * 10_000)} for the ten thousand that it remembers at most, of the 128 MB that a Worker has.`
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}
