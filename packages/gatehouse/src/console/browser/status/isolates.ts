// Shows the isolates that report, with their versions and keys, and the revocations that hold.
import { element, fillTable, find } from '../elements.ts'
import { ago, counted, number } from '../words.ts'
import { type Findings, ranked } from './figures.ts'

const VERSION_CHARACTERS = 8

/** Shows the isolates. */
export function showIsolates({ deployment, status: { exchange }, at }: Findings): void {
  find('isolates-panel').hidden = deployment === null
  if (deployment === null) return
  const { isolates, revocations } = deployment
  const lacking = Object.values(isolates.kids).some((count) => count < isolates.count)
  const held = ranked(revocations)
  const facts: readonly (readonly [string, string])[] = [
    ['Reported within a minute', counted(isolates.count, 'isolate')],
    ['Versions', listOf(isolates.versions, versionName)],
    ['Keys', listOf(isolates.kids) + (lacking ? ' – an isolate fetches a key with the first token that names it' : '')],
    ['Data centers', listOf(isolates.colos, (colo) => (colo === '' ? 'unknown' : colo))],
    ['Revocations', held.length === 0 ? 'none' : held.map(([kind, count]) => `${number(count)} by ${kind}`).join(', ')],
    [
      'Exchange',
      `every ${exchange.syncSeconds} s; the isolate that answered reached it ${exchange.lastExchange === null ? 'never' : ago(at - exchange.lastExchange)}`,
    ],
  ]
  find('isolates').replaceChildren(
    element(
      'dl',
      { class: 'asked' },
      ...facts.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]),
    ),
  )
  fillTable(
    find('isolates-table'),
    ['Isolate', 'Version', 'Data center', 'Keys', 'Reported'],
    isolates.latest.map(({ isolate, version, colo, kids, lastReport }) => [
      isolate.slice(0, VERSION_CHARACTERS),
      versionName(version ?? ''),
      colo ?? '–',
      number(kids.length),
      ago(at - lastReport),
    ]),
  )
}

function versionName(version: string): string {
  return version === '' ? 'unknown' : version.slice(0, VERSION_CHARACTERS)
}

function listOf(counts: Readonly<Record<string, number>>, nameOf = (name: string): string => name): string {
  const names = ranked(counts).map(([name, count]) => `${nameOf(name)} × ${number(count)}`)
  return names.length === 0 ? 'none' : names.join(', ')
}
