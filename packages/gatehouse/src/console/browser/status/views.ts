// Shows the requests: the totals, the charts with their tables, and the lists.
import { LATENCY_BOUNDS_MILLIS } from '../../../gateway/telemetry/counters.ts'
import { element, fillTable, find } from '../elements.ts'
import { ago, bound, counted, country, moment, number, share } from '../words.ts'
import { type Column, drawColumns } from './charts.ts'
import { boundOf, type Findings, type Requests, requestsOf } from './figures.ts'
import { showHealth } from './health.ts'
import { showIsolates } from './isolates.ts'
import { showKeys } from './keys.ts'
import { showCounts } from './lists.ts'
import { showSignIns } from './sign-ins.ts'
import { RANGE_WORDS, timeColumns } from './time-columns.ts'

const TIERS: Readonly<Record<string, string>> = {
  memory: 'This isolate’s memory',
  binding: 'The gateway, over a binding',
  kv: 'Workers KV',
  tenant: 'The tenant itself',
}

/** Shows everything. */
export function show(findings: Findings): void {
  const { deployment, status } = findings
  const requests = requestsOf(findings)
  find('place').textContent = placeWords(findings)
  find('scope').textContent = scopeWords(findings)
  find('filters').hidden = deployment === null
  showHealth(findings)
  showTotals(requests, deployment?.code ?? null)
  showTimes(requests, findings.at)
  showLatencies(requests)
  showCounts('services', requests.services, 'plain')
  showCounts('codes', requests.codes, 'refused', { hrefOf: (code) => `/docs/errors#${encodeURIComponent(code)}` })
  const { routes, clients, countries, colos } = deployment?.totals ?? {}
  const hasAll = deployment === null || deployment.code === null
  find('latencies-panel').hidden = !hasAll
  showCounts('statuses', hasAll ? (deployment?.totals.statuses ?? status.counts.statuses) : undefined, 'plain')
  showCounts('routes', routes, 'plain')
  showCounts('clients', clients, 'plain')
  showCounts('countries', countries, 'plain', { nameOf: country })
  showCounts('colos', colos, 'plain')
  showCounts('tiers', status.tiers, 'plain', { nameOf: (tier) => TIERS[tier] ?? tier })
  const tokens = Object.values(status.tiers).reduce((sum, count) => sum + count, 0)
  find('tiers-note').textContent =
    `The isolate that answered: ${counted(tokens, 'good token')}; ${number(status.remembered)} of them (${share(status.remembered, tokens)}) were remembered, and their signatures not checked again.`
  showSignIns(findings)
  showIsolates(findings)
  showKeys(find('keys'), findings)
}

function placeWords({ status: { version, place }, at }: Findings): string {
  const uploaded = version === null ? NaN : Date.parse(version.timestamp) / 1000
  return [
    ...(version === null ? [] : [`Version ${version.tag === '' ? version.id.slice(0, 8) : version.tag}`]),
    ...(uploaded > 0 ? [`deployed ${moment(uploaded, at)}`] : []),
    ...(place.colo === null ? [] : [`answered in ${place.colo}`]),
  ].join(' · ')
}

function scopeWords({ deployment, status: { counts, exchange }, at }: Findings): string {
  if (deployment !== null)
    return `All isolates of this gateway; ${counted(deployment.isolates.count, 'isolate')} reported within the last minute. What this page asks is counted too.`
  const since = counts.since ?? at
  const why =
    exchange.syncSeconds === 0
      ? 'This gateway has no exchange between its isolates.'
      : 'The Durable Object that adds up all isolates does not answer.'
  return `${why} These are the figures of the one isolate that answered; it counts since ${moment(since, at)} (${ago(at - since)}).`
}

function showTotals(requests: Requests, code: string | null): void {
  const { requests: all, refused, failed } = requests
  const [median, most] = [boundOf(requests, 0.5), boundOf(requests, 0.95)]
  const answered = all - refused - failed
  find('tiles').replaceChildren(
    tile('Requests', number(all), code === null ? `${share(answered, all)} answered` : `with ${code}`),
    tile('Refused', number(refused), `${share(refused, all)}, with 4xx`),
    tile('Failed', number(failed), `${share(failed, all)}, with 5xx`),
    ...(code === null
      ? [
          tile(
            'Median answer time',
            median === null ? '–' : atMost(median),
            most === null ? '' : `95 % of the answers: ${atMost(most)}`,
          ),
        ]
      : []),
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

function showTimes({ range, steps }: Requests, now: number): void {
  const columns = timeColumns(steps, range, now).map(({ name, tick, counts }): Column & { readonly row: string[] } => {
    const { ok = 0, refused = 0, failed = 0 } = counts
    return {
      parts: [
        { kind: 'ok', value: ok },
        { kind: 'refused', value: refused },
        { kind: 'failed', value: failed },
      ],
      hint: `${name}: ${number(ok)} answered, ${number(refused)} refused, ${number(failed)} failed`,
      tick,
      row: ok + refused + failed === 0 ? [] : [name, number(ok), number(refused), number(failed)],
    }
  })
  const { step, range: words } = RANGE_WORDS[range]
  const title = `Requests by ${step}, ${words}`
  if (find('minutes-title').textContent !== title) find('minutes-title').textContent = title
  const rows = columns.map(({ row }) => row).filter((row) => row.length > 0)
  const total = steps.reduce((sum, { ok, refused, failed }) => sum + ok + refused + failed, 0)
  const description = `${counted(total, 'request')}; each column is stacked from answered over refused to failed.`
  drawColumns(find('minutes-chart'), title, description, columns)
  fillTable(find('minutes-table'), ['Time', 'Answered', 'Refused', 'Failed'], rows.toReversed())
}

function showLatencies(requests: Requests): void {
  const { latencies, requests: all } = requests
  const last = LATENCY_BOUNDS_MILLIS.at(-1) ?? 0
  const nameAt = (index: number): string => {
    const upper = LATENCY_BOUNDS_MILLIS[index]
    return upper === undefined ? `over ${bound(last)}` : `up to ${bound(upper)}`
  }
  const columns = latencies.map((count, index): Column => {
    const upper = LATENCY_BOUNDS_MILLIS[index]
    const [figure = '', unit = ''] = bound(upper ?? last).split(' ')
    return {
      parts: [{ kind: 'plain', value: count }],
      hint: `${nameAt(index)}: ${counted(count, 'answer')}, ${share(count, all)}`,
      tick: [upper === undefined ? `>${figure}` : figure, unit],
    }
  })
  const [median, most] = [boundOf(requests, 0.5), boundOf(requests, 0.95)]
  const description =
    median === null || most === null
      ? 'No answers yet.'
      : `Half of the answers took ${atMost(median)}, 95 % of them ${atMost(most)}.`
  drawColumns(find('latencies-chart'), 'Answers by how long they took', description, columns)
  fillTable(
    find('latencies-table'),
    ['Took', 'Answers', 'Share'],
    latencies.map((count, index) => [nameAt(index), number(count), share(count, all)]),
  )
}

function atMost(millis: number): string {
  const last = LATENCY_BOUNDS_MILLIS.at(-1) ?? 0
  return millis === Infinity ? `more than ${bound(last)}` : `≤ ${bound(millis)}`
}
