// Signs the reader of the status page in, and loads the figures when there is somebody to show them to. The settings are in an attribute of
// the page, so that no inline script is needed.
import type { AuthenticationDemand } from '../../access/authentication.ts'
import { find } from './elements.ts'
import { Account, type AccountSettings } from './reader/account.ts'
import { tell } from './reader/tell.ts'
import type * as StatusFigures from './status-figures.ts'

type Figures = StatusFigures.Figures

const SCOPES = ['read:status']
const NOT_LOADED = 'The part of this page that shows the figures could not be loaded. Load the page again.'

const root = find('status')
const settings = JSON.parse(root.dataset['settings'] ?? '{}') as AccountSettings
const account = new Account(settings, SCOPES)
const enter = find('enter') as HTMLButtonElement
/** `null` when they could not be loaded. */
let figures: Promise<Figures | null> | undefined
/** Whether the tenant must ask for the login: else it would use the same user again. */
let isAnew = false
/** What the next login must satisfy. */
let demand: AuthenticationDemand = {}

enter.addEventListener('click', () => void account.signIn(SCOPES, isAnew, demand))
account.subscribe(() => {
  askToSignIn()
  void showFigures()
})
// With a session there will be a reader: the figures need not wait for that.
if (settings.hasSession === true) figures = loadFigures()
void account.start()

async function showFigures(): Promise<void> {
  const { reader, isExpired } = account.state
  if (reader === null || isExpired) return (await figures)?.hide()
  const loaded = await (figures ??= loadFigures())
  if (loaded === null) tell(NOT_LOADED, true)
  else await loaded.refresh()
}

async function loadFigures(): Promise<Figures | null> {
  const module = import(root.dataset['figures'] ?? '') as Promise<typeof StatusFigures>
  return await module.then(
    ({ Figures }) => new Figures(account, (refusal) => askToSignIn(refusal.anew, refusal.demand)),
    () => null,
  )
}

function askToSignIn(asAnotherUser: boolean = false, toSatisfy: AuthenticationDemand = {}): void {
  isAnew = asAnotherUser
  demand = toSatisfy
  enter.textContent = isAnew ? 'Sign in as somebody else' : 'Sign in to see the figures'
  enter.hidden = !account.canSignIn
}
