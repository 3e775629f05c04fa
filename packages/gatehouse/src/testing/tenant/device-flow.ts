// Implements the device flow (RFC 8628) of Auth0: POST /oauth/device/code begins it, a person confirms the code at /activate, and the
// device polls the token endpoint until then.
import { html } from 'hono/html'
import { readAudience } from './audience.ts'
import { type Caller, authenticateClient } from './client-authentication.ts'
import { DEVICE_GRANT, findUser, USERS } from './directory.ts'
import { answerUser, type TokenAnswer } from './grants.ts'
import { answerOAuth } from './oauth-answer.ts'
import { OAuthError } from './oauth-error.ts'
import { showMistake, showPage } from './pages.ts'
import { randomId } from './random.ts'
import type { DeviceRecord } from './records.ts'
import { findApi, findClient, type Tenant, type TenantRequest } from './tenant.ts'

const DEVICE_CODE_SECONDS = 15 * 60
const INTERVAL_SECONDS = 5
/** Without vowels, so that no word comes of them, and without letters that look alike (RFC 8628 §6.1). */
const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const USER_CODE = /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/

export async function beginDeviceFlow(c: TenantRequest) {
  return await answerOAuth(c, async (form) => {
    const tenant = c.get('tenant')
    const { client } = await authenticateClient(c, form)
    if (!client.grantTypes.includes(DEVICE_GRANT)) {
      throw new OAuthError('unauthorized_client', `Grant type '${DEVICE_GRANT}' not allowed for the client.`)
    }
    const audience = readAudience(tenant.settings, form)
    if ((await findApi(tenant, audience)) === null) {
      throw new OAuthError('access_denied', `Service not found: ${audience}`)
    }
    const userCode = makeUserCode()
    // The device's code ends in the one that people type: what belongs to it is kept once, under that.
    const deviceCode = `${randomId()}.${userCode}`
    const record: DeviceRecord = {
      deviceCode,
      clientId: client.id,
      audience,
      scope: form['scope'],
      decision: 'pending',
      userId: '',
      nextPollSeconds: tenant.nowSeconds + INTERVAL_SECONDS,
      expiresAtSeconds: tenant.nowSeconds + DEVICE_CODE_SECONDS,
    }
    await tenant.ledger.keepDevice(userCode, record)
    const address = `${tenant.issuer}activate`
    return c.json({
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: address,
      expires_in: DEVICE_CODE_SECONDS,
      interval: INTERVAL_SECONDS,
      verification_uri_complete: `${address}?user_code=${userCode}`,
    })
  })
}

/** The grant of the token endpoint. */
export async function exchangeDeviceCode(
  tenant: Tenant,
  caller: Caller,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  const deviceCode = form['device_code'] ?? ''
  const userCode = deviceCode.slice(deviceCode.indexOf('.') + 1)
  const record = USER_CODE.test(userCode) ? await tenant.ledger.device(userCode) : null
  if (record === null) throw new OAuthError('expired_token', 'The device_code has expired, or is unknown.')
  if (record.deviceCode !== deviceCode || record.clientId !== caller.client.id) {
    throw new OAuthError('invalid_grant', 'Invalid or expired device code.')
  }
  const { decision, nextPollSeconds, userId, clientId, audience, scope } = record
  if (decision === 'pending') {
    await tenant.ledger.keepDevice(userCode, { ...record, nextPollSeconds: tenant.nowSeconds + INTERVAL_SECONDS })
    if (tenant.nowSeconds < nextPollSeconds) {
      throw new OAuthError(
        'slow_down',
        `You are polling faster than the specified interval of ${INTERVAL_SECONDS} seconds.`,
      )
    }
    throw new OAuthError('authorization_pending', 'User has yet to authorize device code.')
  }
  if ((await tenant.ledger.device(userCode, true)) === null)
    throw new OAuthError('invalid_grant', 'Invalid or expired device code.')
  if (decision === 'denied') throw new OAuthError('access_denied', 'User cancelled the confirmation prompt.')
  const grant = {
    userId,
    clientId,
    audience,
    scope,
    sessionId: randomId(24),
    authTimeSeconds: undefined,
    organization: undefined,
    // Nobody has logged in here: a click has confirmed the device.
    methods: [],
  }
  return await answerUser(tenant, caller, grant, { grantType: DEVICE_GRANT, gty: undefined, nonce: undefined })
}

export async function showActivation(c: TenantRequest) {
  const typed = (c.req.query('user_code') ?? '').toUpperCase()
  if (typed === '') {
    const body = html`<h1>Connect a device</h1>
      <p class="lead">Type the code that it shows.</p>
      <form method="get" action="/activate">
        <label for="user_code">Code</label>
        <input id="user_code" name="user_code" autocomplete="off" required />
        <button class="primary">Continue</button>
      </form>`
    return showPage(c, { title: 'Connect a device', body })
  }
  const record = await pending(c, typed)
  if (record === null) return showUnknown(c)
  const client = await findClient(c.get('tenant'), record.clientId)
  const body = html`<h1>Confirm the device</h1>
    <p class="lead">
      Does it show <strong>${typed}</strong>? Then it is let in to ${client?.name ?? record.clientId} as
    </p>
    <form method="post" action="/activate?user_code=${typed}">
      <fieldset>
        <legend>Continue as</legend>
        ${USERS.map(({ email, name }) => html`<button class="person" name="user" value="${email}"><span class="name">${name}</span></button>`)}
      </fieldset>
      <button class="secondary" name="user" value="">Cancel</button>
    </form>`
  return showPage(c, { title: 'Confirm the device', body })
}

export async function activate(c: TenantRequest) {
  const userCode = (c.req.query('user_code') ?? '').toUpperCase()
  const record = await pending(c, userCode)
  if (record === null) return showUnknown(c)
  const { user: picked } = await c.req.parseBody()
  const user = typeof picked === 'string' ? findUser(picked) : undefined
  const decided =
    user === undefined
      ? ({ decision: 'denied', userId: '' } as const)
      : ({ decision: 'allowed', userId: user.id } as const)
  await c.get('tenant').ledger.keepDevice(userCode, { ...record, ...decided })
  const [title, explanation] =
    user === undefined ? ['Cancelled', 'The device is not let in.'] : ['Connected', 'Go back to the device.']
  return showPage(c, {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${explanation}</p>`,
  })
}

async function pending(c: TenantRequest, userCode: string): Promise<DeviceRecord | null> {
  const record = USER_CODE.test(userCode) ? await c.get('tenant').ledger.device(userCode) : null
  return record?.decision === 'pending' ? record : null
}

function showUnknown(c: TenantRequest) {
  return showMistake(c, 'This code is not known', 'It was mistyped, used or has expired. Start again on the device.')
}

function makeUserCode(): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => USER_CODE_LETTERS[byte % 20] ?? '')
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
