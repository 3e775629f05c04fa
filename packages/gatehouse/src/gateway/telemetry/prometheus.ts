// Writes figures in the text format of Prometheus (version 0.0.4).
import type { DeploymentFigures } from '../exchange-types.ts'
import { LATENCY_BOUNDS_MILLIS } from './counters.ts'
import type { Figures } from '../figure-types.ts'

/** The media type of the text format. */
export const PROMETHEUS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Returns the figures since the Durable Object started: when it starts anew, all counters begin at 0. */
export function prometheusText({
  since,
  isolates,
  revocations,
  parts,
  breakers,
  signInsSince,
}: Pick<DeploymentFigures, 'breakers' | 'isolates' | 'parts' | 'revocations' | 'signInsSince' | 'since'>): string {
  return [
    ...family(
      'gatehouse_requests_total',
      'counter',
      'Requests by service and status',
      countsOf(since, 'statuses', 'status'),
    ),
    ...family('gatehouse_refusals_total', 'counter', 'Problems by service and code', countsOf(since, 'codes', 'code')),
    ...family(
      'gatehouse_request_duration_seconds',
      'histogram',
      'Time to the head of the response',
      durationsOf(since),
    ),
    ...family('gatehouse_isolates', 'gauge', 'Isolates that reported within the last minute', [
      ['', {}, isolates.count],
    ]),
    ...family(
      'gatehouse_revocations',
      'gauge',
      'Revocations by what they name',
      Object.entries(revocations).map(([kind, count]) => ['', { kind }, count] as const),
    ),
    ...family(
      'gatehouse_sign_ins_total',
      'counter',
      'Sign-ins by who saw them: the gateway or the tenant',
      Object.entries(signInsSince).flatMap(([observer, { succeeded, failed }]): Sample[] => [
        ['', { observer, outcome: 'succeeded' }, succeeded],
        ['', { observer, outcome: 'failed' }, failed],
      ]),
    ),
    ...family(
      'gatehouse_part_ready',
      'gauge',
      '1 if the latest check of a part found it ready',
      parts.map(({ name, isReady }): Sample => ['', { part: name }, isReady ? 1 : 0]),
    ),
    ...family(
      'gatehouse_open_breakers',
      'gauge',
      'Isolates that do not call a service',
      breakers.map(({ service, open }): Sample => ['', { service }, open]),
    ),
    '',
  ].join('\n')
}

type Sample = readonly [suffix: string, labels: Readonly<Record<string, string>>, value: number]

function family(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([suffix, labels, value]) => `${name}${suffix}${labelsText(labels)} ${value}`),
  ]
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

// The three characters that the format escapes in values of labels.
function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function countsOf(figures: Figures, dimension: 'codes' | 'statuses', label: string): Sample[] {
  return Object.entries(figures).flatMap(([service, own]) =>
    Object.entries(own[dimension]).map(([value, count]): Sample => ['', { service, [label]: value }, count]),
  )
}

function durationsOf(figures: Figures): Sample[] {
  return Object.entries(figures).flatMap(([service, { latencies, millis, requests }]): Sample[] => {
    let below = 0
    const buckets = LATENCY_BOUNDS_MILLIS.map((bound, index): Sample => {
      below += latencies[index] ?? 0
      return ['_bucket', { service, le: String(bound / 1000) }, below]
    })
    return [
      ...buckets,
      ['_bucket', { service, le: '+Inf' }, requests],
      ['_sum', { service }, millis / 1000],
      ['_count', { service }, requests],
    ]
  })
}
