// Implements the page of the second factor, which `acr_values` asks for. It stands in for a one-time code, and has none: a click confirms.
import { html } from 'hono/html'
import { complete, deliver } from './answer.ts'
import { findUser } from './directory.ts'
import { showExpired, showPage } from './pages.ts'
import { addMethod, readSession } from './session.ts'
import type { TenantRequest } from './tenant.ts'

/** The path of the page. */
export const SECOND_FACTOR_PATH = '/u/mfa'

export async function showSecondFactor(c: TenantRequest) {
  const id = c.req.query('state') ?? ''
  const [transaction, session] = [await c.get('tenant').ledger.transaction(id), await readSession(c)]
  const user = findUser(session?.userId ?? '')
  if (transaction === null || user === undefined) return showExpired(c)
  const body = html`<h1>Second factor</h1>
    <p class="lead">Confirm that you are <strong>${user.name}</strong>.</p>
    <form method="post" action="${SECOND_FACTOR_PATH}?state=${id}">
      <button class="primary" name="decision" value="confirm">Confirm</button>
      <button class="secondary" name="decision" value="cancel">Cancel</button>
    </form>
    <p class="note">A local tenant for development: your own tenant asks for a one-time code or a key here.</p>`
  return showPage(c, { title: 'Second factor', body })
}

export async function confirmSecondFactor(c: TenantRequest) {
  const { ledger } = c.get('tenant')
  const { decision } = await c.req.parseBody()
  const [session, transaction] = [await readSession(c), await ledger.closeTransaction(c.req.query('state') ?? '')]
  if (session === null || transaction === null) return showExpired(c)
  if (decision !== 'confirm')
    return deliver(c, transaction, { error: 'access_denied', error_description: 'The second factor was not confirmed' })
  return complete(c, transaction, await addMethod(c, session, 'mfa'))
}
