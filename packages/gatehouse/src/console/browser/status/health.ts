// Shows which parts work, why one does not and since when, how the calls to each HTTP origin have gone, and how readiness was before.
import type { PartHistory } from '../../../gateway/health-types.ts'
import type { Part } from '../../../gateway/telemetry/readiness.ts'
import type { OriginHealth } from '../../../gateway/upstream/origin-record.ts'
import { element, find } from '../elements.ts'
import { ago, counted, moment, share } from '../words.ts'
import { drawStrip, type Kind } from './charts.ts'
import type { Deployment, Findings } from './figures.ts'
import { timeColumns } from './time-columns.ts'

/** A cell of the last hour is five minutes long: the cron checks as often. */
const HOUR_CELL_SECONDS = 300

/** Shows the parts. */
export function showHealth({ readiness, deployment, at }: Findings): void {
  const parts = readiness?.parts.map((part) => partOf(part, deployment, at))
  find('parts').replaceChildren(
    ...(parts ?? [element('li', { class: 'part' }, 'The gateway does not say: GET /ready failed.')]),
  )
  find('history-panel').hidden = deployment === null || deployment.parts.length === 0
  if (deployment !== null && deployment.parts.length > 0) showHistory(deployment, at)
}

function partOf({ name, ready, reason, since, origin }: Part, deployment: Deployment | null, at: number): HTMLElement {
  const known = deployment?.parts.find((part) => part.name === name && !part.isReady)
  const breaker = deployment?.breakers.find(({ service }) => service === name)
  const isTroubled =
    breaker !== undefined || (origin !== undefined && (origin.state !== 'closed' || origin.slowOperations > 0))
  const kind = !ready ? 'missing' : isTroubled ? 'troubled' : 'ready'
  const begun = known?.since ?? since
  const notes = [
    ...(ready || begun === undefined ? [] : [`Since ${moment(begun, at)} (${ago(at - begun)}).`]),
    ...(origin === undefined ? [] : describeOrigin(origin, at)),
    ...(breaker === undefined || breaker.open === 0 ? [] : [`${counted(breaker.open, 'isolate')} do not call it.`]),
    ...(breaker === undefined || breaker.slow === 0
      ? []
      : [`${counted(breaker.slow, 'isolate')} do not call some of its operations.`]),
  ]
  return element(
    'li',
    { class: `part ${kind}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, ready ? '✓' : '✕'),
    element('strong', {}, name),
    element('span', { class: 'state' }, ready ? 'ready' : `not ready${reason === undefined ? '' : `: ${reason}`}`),
    ...notes.map((note) => element('span', { class: 'part-note' }, note)),
  )
}

/** Returns how the calls to an origin have gone, in sentences. @param at now, in seconds since the epoch */
export function describeOrigin({ state, since, slowOperations, lastFailure }: OriginHealth, at: number): string[] {
  const begun = since === null ? '' : ` since ${moment(since, at)} (${ago(at - since)})`
  const states = {
    closed: since === null ? 'The circuit is closed.' : `The circuit is closed again${begun}.`,
    open: `The circuit is open${begun}: calls are refused until one that tries the service is answered.`,
    trying: `The circuit is open${begun}: one call tries the service.`,
  } as const
  return [
    states[state],
    slowOperations === 0 ? '' : `${counted(slowOperations, 'operation')} not called: too slow.`,
    lastFailure === null ? '' : `Last failure ${ago(at - lastFailure.at)}: ${lastFailure.reason}.`,
  ].filter((sentence) => sentence !== '')
}

// The rows stay, because their charts keep the text that a pointer is on.
function showHistory({ parts, range }: Deployment, at: number): void {
  const list = find('history')
  const rows = parts.map((part) => {
    const known = [...list.children].find((row) => row instanceof HTMLElement && row.dataset['name'] === part.name)
    return [part, known ?? rowOf(part)] as const
  })
  if (rows.some(([, row], index) => list.children[index] !== row) || list.children.length !== rows.length)
    list.replaceChildren(...rows.map(([, row]) => row))
  for (const [part, row] of rows) showStrip(part, row, range, at)
}

function rowOf({ name }: PartHistory): HTMLElement {
  return element(
    'li',
    { 'data-name': name },
    element('strong', {}, name),
    element('div', { class: 'chart', tabindex: 0, role: 'group', 'aria-label': `Readiness of ${name}` }),
    element('span', { class: 'figure' }),
  )
}

function showStrip({ name, steps }: PartHistory, row: Element, range: Deployment['range'], at: number): void {
  const size = range === 'hour' ? HOUR_CELL_SECONDS : undefined
  const cells = timeColumns(steps, range, at, size).map(({ name, counts: { ready = 0, failed = 0 } }) => ({
    kind: kindOf(ready, failed),
    hint:
      ready + failed === 0
        ? `${name}: not checked`
        : `${name}: ready in ${share(ready, ready + failed)} of ${counted(ready + failed, 'check')}`,
  }))
  const ready = steps.reduce((sum, step) => sum + step.ready, 0)
  const all = steps.reduce((sum, step) => sum + step.ready + step.failed, 0)
  const [place, figure] = [row.querySelector<HTMLElement>('.chart'), row.querySelector('.figure')]
  const text = all === 0 ? '–' : share(ready, all)
  if (figure !== null) figure.textContent = text
  if (place !== null) drawStrip(place, `Readiness of ${name}`, `Ready in ${text} of ${counted(all, 'check')}.`, cells)
}

function kindOf(ready: number, failed: number): Kind {
  if (ready + failed === 0) return 'none'
  if (failed === 0) return 'good'
  return ready === 0 ? 'failed' : 'refused'
}
