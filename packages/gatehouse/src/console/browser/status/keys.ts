// Shows the keys in memory, and the results of requests to the tenant for them.
import { element } from '../elements.ts'
import type { Findings } from './figures.ts'
import { ago, duration, moment } from '../words.ts'

/** Shows the keys of every issuer. */
export function showKeys(place: HTMLElement, { status, at }: Findings): void {
  const { keySets, lastRefresh, lastFailure } = status
  const sets = keySets.map(({ issuer, ageSeconds, keys }) =>
    element(
      'div',
      { class: 'key-set' },
      element('h3', {}, issuer),
      element('p', { class: 'note' }, `The issuer was asked ${ago(ageSeconds)}, at `, time(at - ageSeconds, at), '.'),
      element(
        'ul',
        { class: 'key-list' },
        ...keys.map(({ kid, ageSeconds }) =>
          element('li', {}, element('code', {}, kid), element('span', {}, `known here for ${duration(ageSeconds)}`)),
        ),
      ),
    ),
  )
  const none = element(
    'p',
    { class: 'nothing' },
    'This isolate holds no keys yet: it asks for them when it needs them.',
  )
  place.replaceChildren(
    ...(sets.length > 0 ? sets : [none]),
    element(
      'dl',
      { class: 'asked' },
      element('dt', {}, 'Last refresh from the tenant'),
      lastRefresh === null
        ? element('dd', {}, 'None by this isolate: its keys came from Workers KV.')
        : element('dd', {}, `${ago(at - lastRefresh.at)}, at `, time(lastRefresh.at, at), ` (${lastRefresh.issuer})`),
      element('dt', {}, 'Last error'),
      lastFailure === null
        ? element('dd', {}, 'None since this isolate started.')
        : element(
            'dd',
            { class: 'error' },
            `${ago(at - lastFailure.at)}, at `,
            time(lastFailure.at, at),
            `: ${lastFailure.reason} (${lastFailure.issuer})`,
          ),
    ),
  )
}

function time(at: number, now: number): HTMLElement {
  return element('time', { datetime: new Date(at * 1000).toISOString() }, moment(at, now))
}
