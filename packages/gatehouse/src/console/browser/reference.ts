// Adds to the reference what needs a script: who reads it, what their token is good for, the search, and buttons that copy. The page can be
// read without it.
import { find } from './elements.ts'
import { Account, type AccountSettings } from './reader/account.ts'
import { fillTexts, startSamples } from './reference/samples.ts'
import { findOperation, startSearch } from './reference/search.ts'
import { showVerdicts } from './reference/verdicts.ts'

const root = find('reference')
const settings = JSON.parse(root.dataset['settings'] ?? '{}') as AccountSettings
const account = new Account(settings)
account.subscribe(() => showVerdicts(account))
startSearch('split' in root.dataset)
startSamples(account)
fillTexts(settings)
void account.start()
void followLink()
addEventListener('hashchange', () => void followLink())

// A link to an operation leads to it, also when it is on another page by now.
async function followLink(): Promise<void> {
  const fragment = decodeURIComponent(location.hash)
  if (!fragment.startsWith('#/')) return
  const target = document.getElementById(fragment.slice(1))
  if (target !== null) return target.focus()
  const url = await findOperation(fragment)
  if (url !== undefined) location.replace(url)
}
