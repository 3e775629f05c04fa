// Runs the status page in the reader's browser: signs in, requests the figures every few seconds while the page is visible, and shows
// them. Its settings are in an attribute of the page, so that no inline script is needed.
import type { AuthenticationDemand } from '../../access/authentication.ts'
import { find } from './elements.ts'
import type { Findings } from './status/figures.ts'
import { ask, SignInNeeded } from './status/gateway.ts'
import { Login, type Settings, type Token } from './login/login.ts'
import { cameFromLogOut, logOut } from './login/logout.ts'
import { Superseded } from './login/popup.ts'
import { LoginError } from './login/words.ts'
import { show } from './status/views.ts'
import { moment } from './words.ts'

/** As long as the gateway reuses its result about its parts (readiness.ts). */
const REFRESH_MILLIS = 5_000

const settings = JSON.parse(find('status').dataset['settings'] ?? '{}') as Settings
const login = new Login(settings)
const signInButton = find('sign-in-button') as HTMLButtonElement
const pauseButton = find('pause')

let token: string | null = null
let shown: Findings | null = null
let paused = false
let next: number | undefined
/** Whether the tenant must ask for the login: else it would use the same user again. */
let anew = false
/** What the next login must satisfy. */
let demand: AuthenticationDemand = {}

signInButton.addEventListener('click', () => void enter())
find('sign-out').addEventListener('click', () => {
  leave('Signing out …', false)
  logOut(settings)
})
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

if (cameFromLogOut()) showNotice('You are signed out, here and at the tenant.')

async function enter(): Promise<void> {
  signInButton.disabled = true
  showNotice('Sign in in the window that has opened …')
  const request = { flow: 'authorizationCode', scopes: ['read:status'], anew, demand } as const
  try {
    const { access_token }: Token = await login.signIn(request, ({ message }) => {
      signInButton.disabled = false
      showNotice(message, true)
    })
    token = access_token
    showNotice('')
    await refresh()
  } catch (error) {
    if (error instanceof Superseded) return
    if (!(error instanceof LoginError)) throw error
    showNotice(error.message, true)
  }
  signInButton.disabled = false
}

function leave(why: string, switches: boolean, demanded: AuthenticationDemand = {}): void {
  token = null
  shown = null
  anew = switches
  demand = demanded
  clearTimeout(next)
  reveal(false)
  showNotice(why)
  signInButton.focus()
}

// One request at a time, and only while it makes sense: the last timer that was set sends it.
async function refresh(): Promise<void> {
  clearTimeout(next)
  if (token === null || paused || document.hidden) return
  const asked = token
  try {
    const findings = await ask(asked)
    if (token !== asked) return
    reveal(true)
    show(findings)
    if (shown === null) find('title').focus()
    shown = findings
    showNotice('')
  } catch (error) {
    if (token !== asked) return
    if (error instanceof SignInNeeded) return leave(error.message, error.anew, error.demand)
    showNotice(`${error instanceof Error ? error.message : 'The gateway does not answer.'} Trying again …`, true)
  }
  sayWhen()
  clearTimeout(next)
  next = setTimeout(() => void refresh(), REFRESH_MILLIS)
}

function reveal(isSignedIn: boolean): void {
  find('sign-in').hidden = isSignedIn
  find('figures').hidden = !isSignedIn
  find('controls').hidden = !isSignedIn
}

// Written only when it changes, because a screen reader reads it out each time.
function showNotice(text: string, isTrouble = false): void {
  const message = find('message')
  if (message.textContent !== text) message.textContent = text
  message.classList.toggle('trouble', isTrouble)
}

function sayWhen(): void {
  const { at } = shown ?? { at: Date.now() / 1000 }
  const how = paused ? 'paused' : `every ${REFRESH_MILLIS / 1000} s`
  find('fresh').textContent = `As of ${moment(at, at)}, ${how}`
  find('controls').classList.toggle('paused', paused)
}
