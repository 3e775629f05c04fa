// Shows who signs in: when, how, where and with which application.
import { element, fillTable, find } from '../elements.ts'
import { counted, country, moment, number } from '../words.ts'
import { drawColumns } from './charts.ts'
import type { Findings, SignIns } from './figures.ts'
import { showCounts } from './lists.ts'
import { RANGE_WORDS, timeColumns } from './time-columns.ts'

const SOURCES = { token: 'new token', session: 'login', tenant: 'tenant' } as const
const PERSON_CHARACTERS = 8

/** Shows the sign-ins. What the tenant tells is shown where it tells something, because it sees every attempt. */
export function showSignIns({ signIns, at }: Findings): void {
  find('sign-ins-panel').hidden = signIns === null
  if (signIns === null) return
  const { observers, range } = signIns
  const isOfTenant = observers.tenant.succeeded + observers.tenant.failed > 0
  const { succeeded, failed, first, persons, steps, ...lists } = isOfTenant ? observers.tenant : observers.gateway
  const who = isOfTenant
    ? 'As the tenant tells'
    : 'As the gateway sees them: tokens that it verifies for the first time, and its own logins'
  find('sign-ins-note').textContent =
    `${who}. ${counted(succeeded, 'sign-in')} of ${counted(persons, 'user')}, ${number(first)} for the first time; ${number(failed)} failed.`
  const columns = timeColumns(steps, range, at).map(({ name, tick, counts: { ok = 0, failed = 0 } }) => ({
    parts: [
      { kind: 'ok' as const, value: ok },
      { kind: 'failed' as const, value: failed },
    ],
    hint: `${name}: ${number(ok)} signed in, ${number(failed)} failed`,
    tick,
  }))
  const title = `Sign-ins by ${RANGE_WORDS[range].step}, ${RANGE_WORDS[range].range}`
  drawColumns(find('sign-ins-chart'), title, find('sign-ins-note').textContent, columns)
  const { connections, providers, grants, clients, countries, reasons } = lists
  showCounts('ways', { ...(Object.keys(connections).length > 0 ? connections : providers), ...grants }, 'plain')
  showCounts('applications', clients, 'plain')
  showCounts('origins', countries, 'plain', { nameOf: country })
  showCounts('reasons', reasons, 'failed')
  showLatest(signIns, at)
}

function showLatest({ latest }: SignIns, now: number): void {
  fillTable(
    find('sign-ins-table'),
    ['When', 'User', 'How', 'Where', 'Application', 'Result'],
    latest.map(
      ({ at, person, source, connection, provider, grant, client, country: from, isFailed, isFirst, reason }) => [
        moment(at, now),
        person?.slice(0, PERSON_CHARACTERS) ?? '–',
        [SOURCES[source], connection ?? provider, grant].filter((word) => word !== null).join(', '),
        from === null ? '–' : country(from),
        client ?? '–',
        isFailed ? `failed: ${reason ?? 'no reason given'}` : isFirst ? 'first time' : 'signed in',
      ],
    ),
  )
  find('sign-ins-table').prepend(element('caption', {}, 'A user is a keyed hash.'))
}
