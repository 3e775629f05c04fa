// Writes what was found: one text in Markdown, for the terminal and for RESULTS.md.
import type { Build } from '../../packages/gatehouse/src/cli/builds.ts'
import type { Counts } from '../instructions/count-all.ts'
import type { Measurement } from '../measure/measure.ts'
import type { Summary } from '../measure/statistics.ts'
import type { FirstRequest } from '../more/first-request.ts'
import type { Part } from '../more/parts.ts'
import type { Asked } from '../more/simulation.ts'
import { type Findings, type Goal, judge } from './goals.ts'
import { type Table, tableText } from './table.ts'

/** Everything that a report is made of. */
export interface Report extends Findings {
  readonly asked: readonly Asked[]
  readonly parts: readonly Part[]
  readonly machine: string
  readonly pairs: number
  readonly newTokens: number
  readonly quick: boolean
}

/** The report as Markdown. */
export function resultsText(report: Report): string {
  const { measurements, builds, firstRequests, asked, parts } = report
  const goals = judge(report)
  return [
    '# Performance',
    'Written by `npm run bench`; `npm run bench -- --quick` takes under five minutes and is less exact.',
    report.machine,
    ...(report.counts === null ? [] : countsSection(report.counts)),
    ...section('Checked on the way', measurements, [methodText(report), tableText(measurementsTable(measurements))]),
    ...section('What it should reach', goals, [tableText(goalsTable(goals))]),
    ...section('What the gateway does to every request', parts, [PARTS_METHOD, tableText(partsTable(report))]),
    ...section('Every Worker', builds, [BUILDS_METHOD, tableText(buildsTable(builds, firstRequests))]),
    ...section('KV and the tenant', asked, [SIMULATION_METHOD, tableText(askedTable(asked))]),
  ].join('\n\n')
}

function section(title: string, content: readonly unknown[], parts: readonly string[]): string[] {
  return content.length === 0 ? [] : [`## ${title}`, ...parts]
}

function countsSection(counts: Counts): string[] {
  return [
    '## Instructions of a request',
    COUNTS_METHOD,
    tableText(countsTable(counts)),
    '## Instructions of a first request',
    FIRST_REQUESTS_METHOD,
    tableText(firstRequestsTable(counts)),
  ]
}

function methodText({ pairs, newTokens, quick }: Report): string {
  return `A request goes from a client to a gateway and on to a service, and both verify its token (RS256, 2048 bits, as Auth0
makes them). Production bundles run under the \`workerd\` binary, gateway and service in one process over a service binding;
the pairs on Node are two processes. A sample is a fresh process: a check that a good token passes and a bad one does not, a
warm-up, then CPU time per request (utime + stime of all the target's processes, divided by requests) and requests per second
under as much load as it takes (wrk, 32 connections), and the median latency at 1,000 requests/s (an open loop on 32 connections;
it includes the generator's own time). What runs beside the target is not counted: the load and the tenant that serves the key set.
What Cloudflare's front adds to a request, every target gets. The reference is the same gateway and service with every check taken out.
The least that everything on can cost is a bare pair that lists, reads and sets the headers, arms the timer and writes a log line, as every
request must for that, and makes nothing of them. Ratios are of each sample to the reference measured
right before it under the same traffic: ${quick ? 'a quick run, ' : ''}${pairs} pairs, median (least–most). When every token is new, a token comes round
only after ${newTokens.toLocaleString('en')} others. Absolute figures drift by a third within minutes on a shared machine; the ratios hold.`
}

const COUNTS_METHOD = `What does not depend on the machine: instructions per request of workerd's main thread, counted by QEMU's user-mode emulator
over a fixed script of requests on one connection, after as many to warm up. V8 compiles and collects on that thread. What disturbs a
count, such as a collection more, adds to it: so the least of several fresh processes is the figure, and the range is theirs.`

const FIRST_REQUESTS_METHOD = `A fresh process from its start to its first answer, less the same of a Worker that answers with an empty response. The gateway
is asked for a path that no service has; the domain for a route with a query to validate.`

const PARTS_METHOD = `Each part by itself, 20,000 times in a row in a process that does nothing else, by CPU time, less the same loop around
nothing. The share is of a whole request to the bare pair on Hono. The rate limit is counted in memory here, as the platform does
beside the Worker. The domain's own check of the token comes on top, and so does what a request costs that must be copied: about a
sixth of it, when a header must go or an id be added.`

const BUILDS_METHOD = `Bundles as \`wrangler deploy --minify\` makes them. The first request is that of a fresh process, from its start to the
answer, minus the same of a Worker that answers an empty response.`

const SIMULATION_METHOD = `The real key store, key ring and gate on a clock turned by hand: one million requests spread evenly over a day and over so
many isolates of the gateway, each with an isolate of a domain behind it, and the cron every five minutes. Nothing here depends on
the machine. An isolate that starts anew adds one read of KV.`

function countsTable({ rows }: Counts): Table {
  const bare = rows.find(({ name }) => name === 'open')?.instructions.min ?? Number.NaN
  const reference = rows.find(({ name }) => name === 'reference')?.instructions.min ?? Number.NaN
  return {
    head: ['', 'instructions', '÷ bare pair', '÷ every check taken out'],
    rows: rows.map(({ title, instructions }) => [
      title,
      `${Math.round(instructions.min).toLocaleString('en')} (at most ${((instructions.max / instructions.min - 1) * 100).toFixed(1)} % more)`,
      (instructions.min / bare).toFixed(3),
      (instructions.min / reference).toFixed(3),
    ]),
  }
}

function firstRequestsTable({ firstRequests }: Counts): Table {
  return {
    head: ['', 'instructions above a bare isolate', 'minified', 'gzipped', 'modules'],
    rows: firstRequests.map(({ title, instructions, bytes, gzippedBytes, modules }) => [
      title,
      `${((instructions ?? Number.NaN) / 1e6).toFixed(1)} million`,
      kibibytes(bytes),
      kibibytes(gzippedBytes),
      String(modules),
    ]),
  }
}

function measurementsTable(measurements: readonly Measurement[]): Table {
  return {
    head: ['', 'CPU ÷ reference', 'requests/s ÷ reference', 'p50 ÷ reference', 'CPU µs', 'requests/s', 'p50 ms'],
    rows: measurements.map((row) => [
      row.title,
      ratio(row.cpuRatio),
      ratio(row.rpsRatio),
      ratio(row.p50Ratio),
      range(row.cpuMicros, 0),
      range(row.rps, 0),
      range(row.p50Millis, 2),
    ]),
  }
}

function partsTable({ parts, measurements }: Report): Table {
  const bare = measurements.find(({ name }) => name === 'open')?.cpuMicros.median
  return {
    head: ['', 'CPU µs', 'share of a bare request'],
    rows: parts.map(({ title, micros }) => [
      title,
      range(micros, 2),
      bare === undefined ? '' : `${((micros.median / bare) * 100).toFixed(1)} %`,
    ]),
  }
}

function goalsTable(goals: readonly Goal[]): Table {
  return {
    head: ['', 'should be', 'is', 'reached'],
    rows: goals.map(({ aim, limit, value, reached }) => [aim, limit, value, reached ? 'yes' : 'no']),
  }
}

function buildsTable(builds: readonly Build[], firstRequests: readonly FirstRequest[]): Table {
  return {
    head: ['', 'minified', 'gzipped', 'first request above a bare isolate'],
    rows: builds.map(({ name, minifiedBytes, gzippedBytes }) => {
      const first = firstRequests.find((candidate) => candidate.name === name)
      return [name, kibibytes(minifiedBytes), kibibytes(gzippedBytes), first ? `${range(first.millis, 1)} ms` : '']
    }),
  }
}

function askedTable(asked: readonly Asked[]): Table {
  return {
    head: ['soft age', 'isolates', 'KV reads', 'KV writes', 'requests to the tenant'],
    rows: asked.map(({ softAgeSeconds, isolates, kvReads, kvWrites, tenantRequests }) => [
      `${softAgeSeconds} s`,
      ...[isolates, kvReads, kvWrites, tenantRequests].map((figure) => figure.toLocaleString('en')),
    ]),
  }
}

// Samples on both sides of 1 do not tell two targets apart.
function ratio(summary: Summary): string {
  const { min, max } = summary
  return min <= 1 && max >= 1 ? `no difference (${min.toFixed(2)}–${max.toFixed(2)})` : range(summary, 2)
}

function range({ median, min, max }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
