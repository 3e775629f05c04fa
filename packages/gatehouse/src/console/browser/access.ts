// Shows on the page about access what the reader may do, and what a pasted token says.
import type { Policy } from '../../access/index.ts'
import type { Principal } from '../../access/principal.ts'
import { find } from './elements.ts'
import { readToken } from './access/token-words.ts'
import { showReading } from './access/inspector.ts'
import { judge, type Verdict } from './reader/verdict.ts'
import { Account, type AccountSettings } from './reader/account.ts'

const settings = JSON.parse(find('content').dataset['settings'] ?? '{}') as AccountSettings
const account = new Account(settings)
const field = find('token') as HTMLTextAreaElement

find('inspector').hidden = false
field.addEventListener('input', show)
account.subscribe(show)
void account.start()

function show(): void {
  const text = field.value.trim().replace(/^Bearer\s+/i, '')
  const reading = text === '' ? null : readToken(text, settings, Date.now())
  showReading(reading)
  const { reader, isExpired } = account.state
  const [holder, isOver] = reading === null ? [reader, isExpired] : [reading, reading.isExpired]
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-access]')) {
    const access = JSON.parse(row.dataset['access'] ?? 'null') as Policy | null
    const place = row.querySelector('.verdict')
    if (access === null || place === null) continue
    const verdict = judge(access, holder, isOver)
    place.className = `verdict ${verdict.kind}`
    // No token of the reader is a signature.
    place.textContent =
      access.kind === 'signedBy' ? 'with its signature' : shortWords(verdict, holder?.principal ?? null)
  }
}

function shortWords(verdict: Verdict, principal: Principal | null): string {
  switch (verdict.kind) {
    case 'open':
    case 'granted':
      return '✓ yes'
    case 'signedOut':
      return ''
    case 'expired':
      return 'no: expired'
    case 'unknown':
      return 'cannot be told'
    case 'lacks': {
      const held = (verdict.what === 'permission' ? principal?.permissions : principal?.scopes) ?? []
      const missing = verdict.names.filter((name) => !held.includes(name))
      return missing.length === 0 ? 'no' : `no: needs ${missing.join(', ')}`
    }
    default:
      return verdict satisfies never
  }
}
