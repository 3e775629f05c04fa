// Shows which parts work, why one does not, and how the calls to each HTTP origin have gone.
import type { Part } from '../../../gateway/telemetry/readiness.ts'
import type { OriginHealth } from '../../../gateway/upstream/origin-record.ts'
import { element, find } from '../elements.ts'
import { ago, counted, moment } from '../words.ts'
import type { Findings } from './figures.ts'

/** Shows the parts. */
export function showHealth({ readiness, at }: Findings): void {
  const parts = readiness?.parts.map((part) => partOf(part, at))
  find('parts').replaceChildren(
    ...(parts ?? [element('li', { class: 'part' }, 'The gateway does not say: GET /ready failed.')]),
  )
}

function partOf({ name, ready, reason, origin }: Part, at: number): HTMLElement {
  const isTroubled = origin !== undefined && (origin.state !== 'closed' || origin.slowOperations > 0)
  const kind = !ready ? 'missing' : isTroubled ? 'troubled' : 'ready'
  const notes = origin === undefined ? [] : describeOrigin(origin, at)
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
