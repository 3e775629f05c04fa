// Implements GET /: the page with the users, applications and controls of the tenant.
import { html } from 'hono/html'
import { API_IDENTIFIER, USERS } from './directory.ts'
import { showPage } from './pages.ts'
import type { TenantRequest } from './tenant.ts'

const CONTROLS = [
  ['GET /_tenant/keys', 'Shows the key ids: current, next, previous.'],
  ['POST /_tenant/keys/rotate', 'next signs, current becomes previous, a new next is published.'],
  ['POST /_tenant/keys/revoke {key}', 'Takes previous out of the key set, or current at once (emergency).'],
  ['POST /_tenant/mint {user|client, scope, claims, …}', 'Makes any token, right or wrong.'],
  [
    'POST /_tenant/events {type, user, blocked, organization, …}',
    'Sends an event to the gateway: a user was blocked, deleted, removed from an organization, or signed in.',
  ],
  ['GET, POST, DELETE /_tenant/faults {path, status, body, …}', 'Makes a path fail, answer late or redirect.'],
  ['GET, DELETE /_tenant/requests', 'Counts the requests per path.'],
  [
    'PATCH /_tenant/clients/:id {callbacks, …, publicKeys}',
    'Adds URLs, or keys for private_key_jwt, to an application.',
  ],
  [
    'GET, PATCH /_tenant/settings {profile, rbac, …}',
    'Token profile, RBAC, lifetime, default audience, clock, resource parameter, Management API.',
  ],
  ['POST /_tenant/empty', 'Leaves what a new tenant of Auth0 has: no API, and one application for the Management API.'],
  ['POST /_tenant/reset', 'Forgets everything but the keys.'],
] as const

export async function showHome(c: TenantRequest) {
  const { issuer, ledger } = c.get('tenant')
  const clients = await ledger.clients()
  const body = html`<h1>Gatehouse’s local tenant</h1>
    <p class="lead">
      An identity provider shaped like Auth0, for development and tests only. Issuer <code>${issuer}</code>, API
      <code>${API_IDENTIFIER}</code>, <a href="/.well-known/openid-configuration">configuration</a>,
      <a href="/.well-known/jwks.json">keys</a>.
    </p>
    <h2>Users</h2>
    ${table(
      'Users',
      ['Email', 'Password', 'Permissions'],
      USERS.map((user) => [user.email, user.password, user.permissions.join(' ') || 'none']),
    )}
    <h2>Applications</h2>
    ${table(
      'Applications',
      ['Id', 'Secret', 'Grants'],
      clients.map((client) => [client.id, client.secret, client.grantTypes.join(' ')]),
    )}
    <h2>Controls</h2>
    ${table('Controls', ['Request', 'What it does'], CONTROLS)}`
  return showPage(c, { title: 'Gatehouse’s local tenant', body, wide: true })
}

function table(label: string, head: readonly string[], rows: readonly (readonly string[])[]) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td>${index === 0 ? html`<code>${cell}</code>` : cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
