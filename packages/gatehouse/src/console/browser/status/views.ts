// Shows the figures in the page: the charts with their tables, health, and totals.
import { PROBLEMS } from '../../../problem/problems.ts'
import { LATENCY_BOUNDS_MILLIS } from '../../../gateway/telemetry/counters.ts'
import { type Bar, barChart, type Column, columnChart, type Kind } from './charts.ts'
import { element, fillTable, find } from '../elements.ts'
import { boundOf, type Findings, hourOf, ranked, totalsOf } from './figures.ts'
import { showHealth } from './health.ts'
import { showKeys } from './keys.ts'
import { ago, bound, clock, counted, moment, number, share } from '../words.ts'

const MINUTES_PER_TICK = 15
const TIERS = {
  memory: 'This isolate’s memory',
  binding: 'The gateway, over a binding',
  kv: 'Workers KV',
  tenant: 'The tenant itself',
} as const

/** Shows everything. */
export function show(findings: Findings): void {
  const { counts } = findings.status
  const since = counts.since ?? findings.at
  find('since').textContent = `${moment(since, findings.at)} (${ago(findings.at - since)})`
  showHealth(findings)
  showTotals(findings)
  showMinutes(findings)
  showLatencies(findings)
  showBars('services', 'Service', ranked(counts.services), 'No requests yet.', ([name]) => [name, 'plain'])
  showBars('codes', 'Code', ranked(counts.codes), 'Nothing was refused.', ([code]) => describe(code))
  const tiers = ranked(findings.status.tiers)
  showBars('tiers', 'From', tiers, 'No good token yet.', ([tier]) => [ownValue(TIERS, tier) ?? tier, 'plain'])
  const tokens = tiers.reduce((sum, [, count]) => sum + count, 0)
  const { remembered } = findings.status
  find('tiers-note').textContent =
    `${counted(tokens, 'good token')}; ${number(remembered)} of them (${share(remembered, tokens)}) were remembered, and their signatures not checked again.`
  showKeys(find('keys'), findings)
}

function showTotals({ status: { counts } }: Findings): void {
  const { requests, refused, failed } = totalsOf(counts)
  const [half, most] = [boundOf(counts, 0.5), boundOf(counts, 0.95)]
  find('tiles').replaceChildren(
    tile('Requests', number(requests), `${share(requests - refused - failed, requests)} answered`),
    tile('Refused', number(refused), `${share(refused, requests)}, with 4xx`),
    tile('Failed', number(failed), `${share(failed, requests)}, with 5xx`),
    tile('Half within', half === null ? '–' : within(half), most === null ? '' : `95 % in ${within(most)}`),
  )
}

function tile(name: string, figure: string, note: string): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', {}, name),
    element('dd', { class: 'great' }, figure),
    element('dd', {}, note),
  )
}

function showMinutes({ status: { counts }, at }: Findings): void {
  const hour = hourOf(counts, at)
  const columns = hour.map(({ at, ok, refused, failed }, index): Column => {
    const before = hour.length - 1 - index
    return {
      parts: [
        { kind: 'ok', value: ok },
        { kind: 'refused', value: refused },
        { kind: 'failed', value: failed },
      ],
      hint: `${clock(at)}: ${ok} answered, ${refused} refused, ${failed} failed`,
      ...(before % MINUTES_PER_TICK === 0 && { tick: [clock(at), before === 0 ? 'now' : `−${before} min`] }),
    }
  })
  const busy = hour.filter(({ ok, refused, failed }) => ok + refused + failed > 0)
  const total = busy.reduce((sum, { ok, refused, failed }) => sum + ok + refused + failed, 0)
  draw('minutes', (width) =>
    columnChart(
      {
        id: 'minutes',
        title: 'Requests by minute in the last hour',
        description: `${counted(total, 'request')} in ${counted(busy.length, 'minute')}; each column is one minute, stacked from answered over refused to failed.`,
      },
      width,
      columns,
    ),
  )
  fillTable(
    find('minutes-table'),
    ['Minute', 'Answered', 'Refused', 'Failed'],
    busy.toReversed().map(({ at, ok, refused, failed }) => [clock(at), number(ok), number(refused), number(failed)]),
  )
}

function showLatencies({ status: { counts } }: Findings): void {
  const last = LATENCY_BOUNDS_MILLIS[LATENCY_BOUNDS_MILLIS.length - 1] ?? 0
  const nameAt = (index: number): string => {
    const upper = LATENCY_BOUNDS_MILLIS[index]
    return upper === undefined ? `over ${bound(last)}` : `up to ${bound(upper)}`
  }
  const columns = counts.latencies.map((count, index): Column => {
    const upper = LATENCY_BOUNDS_MILLIS[index]
    const [figure = '', unit = ''] = bound(upper ?? last).split(' ')
    return {
      parts: [{ kind: 'plain', value: count }],
      hint: `${nameAt(index)}: ${counted(count, 'answer')}`,
      tick: [upper === undefined ? `>${figure}` : figure, unit],
    }
  })
  const [half, most] = [boundOf(counts, 0.5), boundOf(counts, 0.95)]
  const description =
    half === null || most === null
      ? 'No answers yet.'
      : `Half of the answers came within ${within(half)}, 95 % within ${within(most)}.`
  draw('latencies', (width) =>
    columnChart({ id: 'latencies', title: 'Answers by how long they took', description }, width, columns),
  )
  fillTable(
    find('latencies-table'),
    ['Took', 'Answers', 'Share'],
    counts.latencies.map((count, index) => [nameAt(index), number(count), share(count, counts.requests)]),
  )
}

function showBars(
  name: string,
  head: string,
  counts: readonly [string, number][],
  nothing: string,
  describe: (entry: [string, number]) => readonly [label: string, kind: Kind],
): void {
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const bars = counts.map((entry): Bar => {
    const [label, kind] = describe(entry)
    return { label, kind, value: entry[1], figure: `${number(entry[1])} · ${share(entry[1], total)}` }
  })
  const description = bars.map(({ label, figure }) => `${label}: ${figure}`).join('; ')
  const title = find(`${name}-title`).textContent
  if (bars.length === 0) find(`${name}-chart`).replaceChildren(element('p', { class: 'nothing' }, nothing))
  else draw(name, (width) => barChart({ id: name, title, description }, width, bars))
  fillTable(
    find(`${name}-table`),
    [head, 'Count', 'Share'],
    bars.map(({ label, value }) => [label, number(value), share(value, total)]),
  )
}

function draw(name: string, chart: (width: number) => SVGSVGElement): void {
  const place = find(`${name}-chart`)
  place.replaceChildren(chart(Math.max(200, Math.floor(place.clientWidth))))
}

// Our codes have a known status; those of a service may be anything.
function describe(code: string): readonly [string, Kind] {
  const status = ownValue(PROBLEMS, code)?.status
  return status === undefined ? [code, 'refused'] : [`${status} ${code}`, status >= 500 ? 'failed' : 'refused']
}

function ownValue<Value>(names: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined
}

function within(millis: number): string {
  const last = LATENCY_BOUNDS_MILLIS[LATENCY_BOUNDS_MILLIS.length - 1] ?? 0
  return millis === Infinity ? `more than ${bound(last)}` : bound(millis)
}
