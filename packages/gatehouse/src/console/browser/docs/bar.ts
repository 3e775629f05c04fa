// Shows the bar above the documentation: the signed-in user and the remaining time, one click to sign in or out, and the shown document.
import { element, find } from '../elements.ts'
import { cameFromLogOut } from '../login/logout.ts'
import { tell } from '../reader/tell.ts'
import { duration } from '../words.ts'
import type { Documentation } from './documentation.ts'
import { displayName, type State } from './session.ts'
import type { SwaggerUi } from './swagger.ts'

const CLOCK_MILLIS = 1_000
const RAN_OUT = 'Your sign-in has run out.'

/** Starts the bar. */
export function startBar(ui: SwaggerUi, documentation: Documentation): void {
  const { store } = documentation
  let wasExpired = false
  const show = (): void => {
    const state = store.read()
    if (state.isExpired && !wasExpired) tell(RAN_OUT)
    wasExpired = state.isExpired
    showState(state)
  }
  store.subscribe(show)
  setInterval(() => {
    store.look(Date.now())
    show()
  }, CLOCK_MILLIS)
  find('sign-in').addEventListener('click', () => void documentation.enterAgain(ui))
  find('log-out').addEventListener('click', () => documentation.leave(ui))
  if (cameFromLogOut()) tell('You are logged out, here and at the tenant.')
  show()
}

function showState({ session, reader, isExpired, wanted }: State): void {
  const user = session ?? reader
  const held = [...(session?.entry.scopes ?? []), ...((session ?? reader)?.principal?.scopes ?? [])]
  const missing = wanted.filter((scope) => !held.includes(scope))
  find('sign-in').hidden = user !== null && !isExpired && missing.length === 0
  find('sign-in').textContent = user === null ? 'Sign in' : 'Sign in again'
  find('log-out').hidden = user === null
  if (user === null)
    return showAccount([
      wanted.length === 0 ? 'Not signed in. Tick what you want to call.' : 'Not signed in.',
      ask(wanted),
    ])
  const name = element('strong', {}, 'name' in user ? user.name : displayName(user))
  if (isExpired) return showAccount(['The sign-in of ', name, ' has run out.', ask(wanted)])
  const left = user.expiresAt === null ? '' : `, ${duration((user.expiresAt - Date.now()) / 1000)} left`
  showAccount(['Signed in as ', name, left, ask(missing)])
}

function ask(scopes: readonly string[]): string {
  return scopes.length === 0 ? '' : ` Asks for ${scopes.join(', ')}.`
}

function showAccount(pieces: readonly (string | HTMLElement)[]): void {
  const who = find('who')
  const said = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.textContent)).join('')
  if (who.textContent !== said) who.replaceChildren(...pieces)
}
