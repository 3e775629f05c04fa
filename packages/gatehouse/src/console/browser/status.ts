// Runs the status page in the reader's browser: requests the figures every few seconds while the page is visible and its reader is signed
// in, and shows them. Its settings are in an attribute of the page, so that no inline script is needed.
import type { AuthenticationDemand } from '../../access/authentication.ts'
import { find } from './elements.ts'
import { Account, type AccountSettings } from './reader/account.ts'
import { tell } from './reader/tell.ts'
import type { Findings } from './status/figures.ts'
import { chosenFigures, offerChoices, onChoice } from './status/filters.ts'
import { ask, SignInNeeded } from './status/gateway.ts'
import { show } from './status/views.ts'
import { startTips } from './status/tips.ts'
import { moment } from './words.ts'

/** As long as the gateway reuses its result about its parts (readiness.ts). */
const REFRESH_MILLIS = 5_000
const SCOPES = ['read:status']

const account = new Account(JSON.parse(find('status').dataset['settings'] ?? '{}') as AccountSettings, SCOPES)
const enter = find('enter') as HTMLButtonElement
const pauseButton = find('pause')
const pageTitle = document.title

let shown: Findings | null = null
let paused = false
let next: number | undefined
/** Since when the gateway has not answered, in seconds since the epoch. */
let silentSince: number | null = null
/** Whether the tenant must ask for the login: else it would use the same user again. */
let anew = false
/** What the next login must satisfy. */
let demand: AuthenticationDemand = {}

enter.addEventListener('click', () => void account.signIn(SCOPES, anew, demand))
pauseButton.addEventListener('click', () => {
  paused = !paused
  pauseButton.setAttribute('aria-pressed', String(paused))
  sayWhen()
  void refresh()
})
document.addEventListener('visibilitychange', () => void refresh())
addEventListener('resize', () => {
  if (shown !== null) show(shown)
})
onChoice(() => void refresh(true))
startTips()
account.subscribe(() => {
  anew = false
  demand = {}
  const { reader, isExpired } = account.state
  if (reader === null || isExpired) leave('Sign in to see the figures')
  else void refresh()
})
void account.start()

function leave(label: string): void {
  shown = null
  clearTimeout(next)
  reveal(false)
  enter.textContent = label
  enter.hidden = !account.canSignIn
  document.title = pageTitle
}

// One request at a time, and only while it makes sense: the last timer that was set sends it.
async function refresh(isChosen: boolean = false): Promise<void> {
  clearTimeout(next)
  const { reader, isExpired } = account.state
  if (reader === null || isExpired || (paused && !isChosen) || document.hidden) return
  const choice = chosenFigures()
  const isOutdated = (): boolean => account.state.reader !== reader || chosenFigures() !== choice
  find('figures').setAttribute('aria-busy', String(isChosen))
  try {
    const findings = await ask(account, choice)
    if (isOutdated()) return
    const isFirst = shown === null
    shown = findings
    if (silentSince !== null || isFirst) tell('')
    silentSince = null
    reveal(true)
    offerChoices(findings)
    show(findings)
    if (isFirst) find('status').focus({ preventScroll: true })
  } catch (error) {
    if (isOutdated()) return
    if (error instanceof SignInNeeded) {
      leave(error.anew ? 'Sign in as somebody else' : 'Sign in to see the figures')
      anew = error.anew
      demand = error.demand
      return tell(error.message, true)
    }
    silentSince ??= Date.now() / 1000
    tell(sayOutage(error), true)
  }
  find('figures').setAttribute('aria-busy', 'false')
  find('figures').classList.toggle('old', silentSince !== null)
  document.title = titleOf()
  sayWhen()
  clearTimeout(next)
  next = setTimeout(() => void refresh(), REFRESH_MILLIS)
}

function sayOutage(error: unknown): string {
  const now = Date.now() / 1000
  const why = error instanceof Error && !(error instanceof TypeError) ? ` ${error.message}` : ''
  const old = shown === null ? '' : ` What you see is from ${moment(shown.at, now)}.`
  return `No figures since ${moment(silentSince ?? now, now)}: the gateway cannot be reached.${why}${old} Trying again …`
}

// What a reader sees who has the page in another tab.
function titleOf(): string {
  if (silentSince !== null) return `✕ No answer – ${pageTitle}`
  const broken = shown?.readiness?.parts.filter(({ ready }) => !ready).map(({ name }) => name) ?? []
  return broken.length === 0 ? pageTitle : `✕ Not ready: ${broken.join(', ')} – ${pageTitle}`
}

function reveal(isSignedIn: boolean): void {
  find('signed-out').hidden = isSignedIn
  find('figures').hidden = !isSignedIn
  find('controls').hidden = !isSignedIn
}

function sayWhen(): void {
  const now = Date.now() / 1000
  const how = paused ? 'paused' : `every ${REFRESH_MILLIS / 1000} s`
  find('fresh').textContent = `As of ${moment(shown?.at ?? now, now)}, ${how}`
  find('controls').classList.toggle('paused', paused)
}
