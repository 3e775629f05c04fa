// Implements the login page: one click on a user, or email and password. It continues the transaction that /authorize opened.
import { html } from 'hono/html'
import { complete } from './answer.ts'
import { initialsOf } from './assets.ts'
import { isMetadataAddress } from './client-metadata.ts'
import { findUser, type User, USERS } from './directory.ts'
import { sendSignIn } from './events.ts'
import { showExpired, showPage } from './pages.ts'
import type { Transaction } from './records.ts'
import { SECOND_FACTOR_PATH } from './second-factor.ts'
import { startSession } from './session.ts'
import { findClient, type TenantRequest } from './tenant.ts'

export async function showLogin(c: TenantRequest) {
  const transaction = await c.get('tenant').ledger.transaction(c.req.query('state') ?? '')
  if (transaction === null) return showExpired(c)
  return showForm(c, transaction, { email: transaction.loginHint, isWrong: false })
}

export async function logIn(c: TenantRequest) {
  const { ledger } = c.get('tenant')
  const id = c.req.query('state') ?? ''
  const transaction = await ledger.transaction(id)
  if (transaction === null) return showExpired(c)
  const body = await c.req.parseBody()
  const picked = typeof body['user'] === 'string' ? findUser(body['user']) : undefined
  const email = typeof body['username'] === 'string' ? body['username'] : ''
  const user = picked ?? checkPassword(email, body['password'])
  const tenant = c.get('tenant')
  const isBlocked = user !== undefined && tenant.settings.blockedUserIds.includes(user.id)
  c.executionCtx.waitUntil(sendSignIn(tenant, user === undefined || isBlocked ? 'fp' : 's', user ?? findUser(email)))
  if (user === undefined || isBlocked) return showForm(c, transaction, { email, isWrong: true })
  if (transaction.withSecondFactor) {
    await startSession(c, user)
    return c.redirect(`${SECOND_FACTOR_PATH}?state=${encodeURIComponent(id)}`, 302)
  }
  // Closing returns whether this request closed it: a form that is sent twice gets one response.
  if ((await ledger.closeTransaction(id)) === null) return showExpired(c)
  return complete(c, transaction, await startSession(c, user))
}

/** Returns the user with this email address and password. */
export function checkPassword(email: string, password: unknown): User | undefined {
  const user = findUser(email)
  return user !== undefined && user.email === email.trim().toLowerCase() && user.password === password
    ? user
    : undefined
}

async function showForm(c: TenantRequest, transaction: Transaction, typed: { email: string; isWrong: boolean }) {
  const client = await findClient(c.get('tenant'), transaction.clientId)
  const action = `/u/login?state=${c.req.query('state') ?? ''}`
  const { email, isWrong } = typed
  const isUsual = USERS.every(({ password }) => password === 'password')
  const hint = isUsual ? html` Every password is <code>password</code>.` : ''
  const body = html`<h1>Welcome</h1>
    <p class="lead">
      Log in to continue to
      <strong>${client?.name ?? transaction.clientId}</strong
      >${isMetadataAddress(transaction.clientId) ? html`, whose id is <code>${transaction.clientId}</code>` : ''}
    </p>
    <form method="post" action="${action}">
      <fieldset>
        <legend>Continue as</legend>
        ${USERS.map((user) => personButton(user))}
      </fieldset>
    </form>
    <p class="or">or</p>
    <form method="post" action="${action}">
      ${isWrong ? html`<p class="error" id="login-error" role="alert">Wrong email or password.</p>` : ''}
      <label for="username">Email address</label>
      <input
        id="username"
        name="username"
        type="email"
        autocomplete="username"
        required
        value="${email}"
        ${isWrong ? html`aria-invalid="true" aria-describedby="login-error"` : ''}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        ${isWrong ? html`aria-invalid="true" aria-describedby="login-error" autofocus` : ''}
      />
      <button class="primary">Continue</button>
    </form>
    <p class="note">A local tenant for development.${hint}</p>`
  return showPage(c, { title: `Log in | ${client?.name ?? ''}`, body, status: isWrong ? 400 : 200 })
}

function personButton(user: User) {
  const count = user.permissions.length
  return html`<button class="person" name="user" value="${user.email}">
    <span class="avatar" aria-hidden="true">${initialsOf(user.name)}</span>
    <span class="name">${user.name}</span>
    <span class="email">${user.email}</span>
    <span class="may">${count === 0 ? 'no permissions' : count === 1 ? '1 permission' : `${count} permissions`}</span>
  </button>`
}
