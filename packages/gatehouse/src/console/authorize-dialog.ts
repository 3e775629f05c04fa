// Renders the dialog that asks how to sign in on the page of Swagger UI. Its script fills in the scopes of the document.
import { html } from 'hono/html'
import type { Html } from './html.ts'

/** The ways to sign in: the value, the name of the flow and what happens. */
const WAYS = [
  ['authorizationCode', 'Authorization code with PKCE', 'in a window of the tenant'],
  ['implicit', 'Implicit', 'in a window, which returns the token itself'],
  ['password', 'Password', 'sent from this page, for tests'],
  ['machine', 'Machine', 'client credentials'],
  ['token', 'Paste a token', 'it stays on this page'],
] as const

/** The ways that a field is for. */
type Ways = readonly (typeof WAYS)[number][0][]

const WITH_SCOPES: Ways = ['authorizationCode', 'implicit', 'password', 'machine']

/** The dialog. */
export function authorizeDialog(): Html {
  return html`<dialog class="authorize-dialog" id="authorize" aria-labelledby="authorize-title">
    <form id="authorize-form">
      <h2 id="authorize-title">Authorize</h2>
      <div class="parts">
        <fieldset>
          <legend>How</legend>
          ${WAYS.map(
            ([way, flow, words]) =>
              html`<label class="choice"
                ><input type="radio" name="way" value="${way}" /><span>${flow} <small>${words}</small></span></label
              >`,
          )}
        </fieldset>
        <div class="fields">
          ${field({ name: 'token', label: 'Access token', type: 'password', ways: ['token'] })}
          ${field({ name: 'username', label: 'Email address or name', ways: ['password'] })}
          ${field({ name: 'password', label: 'Password', type: 'password', ways: ['password'] })}
          ${field({ name: 'clientId', label: 'Client ID', ways: WITH_SCOPES })}
          ${field({ name: 'clientSecret', label: 'Client secret', type: 'password', ways: ['authorizationCode', 'password', 'machine'] })}
          ${field({ name: 'organization', label: 'Organization', ways: ['authorizationCode', 'implicit', 'machine'] })}
        </div>
        <fieldset class="scopes" data-ways="${WITH_SCOPES.join(' ')}">
          <legend>Scopes</legend>
          <button class="button quiet" type="button" id="all-scopes">Tick all</button>
          <div id="scopes"></div>
        </fieldset>
      </div>
      <div class="docs-message" id="authorize-message" role="alert"></div>
      <p class="actions">
        <button class="button" id="authorize-submit">Authorize</button>
        <button class="button quiet" type="button" id="authorize-log-out">Log out</button>
        <button class="button quiet" type="button" id="authorize-close">Close</button>
      </p>
    </form>
  </dialog>`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'password'
  readonly ways: Ways
}

function field({ name, label, type, ways }: Field): Html {
  return html`<p class="field" data-ways="${ways.join(' ')}">
    <label for="authorize-${name}">${label}</label>
    <input id="authorize-${name}" name="${name}" type="${type ?? 'text'}" autocomplete="off" spellcheck="false" />
  </p>`
}
