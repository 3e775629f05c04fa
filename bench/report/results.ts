// Writes what was found: one text in Markdown, for the terminal and for RESULTS.md. What is certain comes first.
import type { Asked } from '../more/simulation.ts'
import { countsSection, firstRequestsSection, partsSection } from './counts-sections.ts'
import { type Goal, judge } from './goals.ts'
import type { Report } from './report.ts'
import { scaleSection } from './scale-section.ts'
import { section } from './section.ts'
import { type Table, tableText } from './table.ts'
import { timesSection } from './times-section.ts'

/** The report as Markdown. */
export function resultsText(report: Report): string {
  const { asked, minutes } = report
  const goals = judge(report)
  return [
    '# Performance',
    'Written by `npm run bench`; `npm run bench -- --quick` is shorter and less exact.',
    `${report.machine}; ${Math.round(minutes)} minutes`,
    ...countsSection(report.counts),
    ...section('What it must reach', goals, [tableText(goalsTable(goals))]),
    ...firstRequestsSection(report.firstRequests),
    ...partsSection(report),
    ...section('KV and the tenant', asked, [SIMULATION_METHOD, tableText(askedTable(asked))]),
    ...scaleSection(report),
    ...timesSection(report),
  ].join('\n\n')
}

const SIMULATION_METHOD = `The real key store, key ring and gate on a clock turned by hand: one million requests spread evenly over a day and over so
many isolates of the gateway, each with an isolate of a domain behind it, and the cron every five minutes. Nothing here depends on
the machine. An isolate that starts anew adds one read of KV.`

function goalsTable(goals: readonly Goal[]): Table {
  return {
    head: ['', 'at most', 'is', 'reached'],
    rows: goals.map(({ aim, limit, value, reached }) => [aim, limit, value, reached ? 'yes' : 'no']),
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
