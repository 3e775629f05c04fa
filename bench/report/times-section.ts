// The section of what was timed.
import type { Measurement } from '../measure/measure.ts'
import type { Summary } from '../measure/statistics.ts'
import type { Report } from './report.ts'
import { range, section } from './section.ts'
import { type Table, tableText } from './table.ts'

/** What was timed. */
export function timesSection(report: Report): string[] {
  const { measurements } = report
  return section('CPU time, requests a second and latency', measurements, [
    methodText(report),
    tableText(measurementsTable(measurements)),
  ])
}

function methodText({ pairs, newTokens, quick }: Report): string {
  return `What depends on the machine, which other work shares. A request goes from a client to a gateway and on to a service, and both verify its token
(RS256, 2048 bits, as Auth0 makes them). Production bundles run under the \`workerd\` binary, gateway and service in one process over a
service binding; the pairs on Node are two processes. A sample is a fresh process: a check that a good token passes and a bad one does not, a
warm-up, then CPU time per request (utime + stime of all the target's processes, divided by requests) and requests per second
under as much load as it takes (wrk, 32 connections), and the median latency at 1,000 requests/s (an open loop on 32 connections;
it includes the generator's own time). What runs beside the target is not counted: the load and the tenant that serves the key set.
What Cloudflare's front adds to a request, every target gets. The reference is the same gateway and service with every check taken out. Ratios are
of each sample to the reference measured a sample or two before it under the same traffic: ${quick ? 'a quick run, ' : ''}${pairs} pairs, median (least–most). A ratio
whose samples lie on both sides of 1 is no difference. When every token is new, a token comes round only after ${newTokens.toLocaleString('en')} others.`
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

function ratio(summary: Summary): string {
  const { min, max } = summary
  return min <= 1 && max >= 1 ? `no difference (${min.toFixed(2)}–${max.toFixed(2)})` : range(summary, 2)
}
