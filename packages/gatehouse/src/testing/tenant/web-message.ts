// Implements response_mode=web_message: the response is sent between windows. With it a page renews its token in a hidden frame, or logs
// in by a popup; Auth0's own SDK for browsers does both.
import { html } from 'hono/html'
import type { Client } from './directory.ts'
import { showPage } from './pages.ts'
import type { TenantRequest } from './tenant.ts'

/** Sends the response to the window that opened or framed the page, and only if that window has the origin of the redirect_uri. */
export const WEB_MESSAGE_SCRIPT = `const { origin, response } = document.querySelector('#answer').dataset
const application = window.opener ?? window.parent
application.postMessage({ type: 'authorization_response', response: JSON.parse(response) }, origin)
`

/** Returns whether the client receives messages at this redirect_uri: at Auth0 its origin must be among the allowed web origins. */
export function mayReceiveMessages(client: Client, redirectUri: string): boolean {
  const { origin } = new URL(redirectUri)
  return client.webOrigins.some((url) => new URL(url).origin === origin)
}

/** Answers with a page that sends the fields as a message. */
export function showMessage(c: TenantRequest, redirectUri: string, fields: Record<string, string>) {
  const { origin } = new URL(redirectUri)
  const body = html`<h1>One moment</h1>
    <p class="lead" id="answer" data-origin="${origin}" data-response="${JSON.stringify(fields)}">
      You are on your way back to the application.
    </p>`
  return showPage(c, { title: 'One moment', body, script: '/u/web-message.js', framedBy: origin })
}
