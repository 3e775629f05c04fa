// Actions of a reader in Swagger UI, click by click, and what the page then shows.
import type { Locator, Page } from 'playwright-core'

/** How long a window may take to open. */
const PRESS_AGAIN_MILLIS = 10_000

/** The schemes by the heading of their part of the Authorize dialog. */
const HEADINGS = {
  implicit: 'implicit (OAuth2, implicit)',
  authorizationCode: 'authorizationCode (OAuth2, authorizationCode with PKCE)',
  password: 'password (OAuth2, password)',
} as const

/** A scheme of the document that a person logs in with. */
export type Scheme = keyof typeof HEADINGS

/** Opens the Authorize dialog and gives the scheme's part of it. */
export async function openDialog(page: Page, scheme: Scheme): Promise<Locator> {
  await page.locator('.scheme-container').getByRole('button', { name: 'Authorize' }).click()
  return partOf(page, scheme)
}

/** The scheme's part of the dialog. */
export function partOf(page: Page, scheme: Scheme): Locator {
  const heading = page.getByRole('heading', { name: HEADINGS[scheme], exact: true })
  return page.locator('.auth-container').filter({ has: heading })
}

/** Ticks these scopes and nothing else. */
export async function tick(part: Locator, scopes: readonly string[]): Promise<void> {
  for (const scope of scopes) await part.getByText(scope, { exact: true }).click()
}

const applyButton = (part: Locator): Locator => part.getByRole('button', { name: 'Apply given OAuth2 credentials' })

/** Presses the Authorize button of the scheme. */
export async function authorize(part: Locator): Promise<void> {
  await applyButton(part).click()
}

/** Presses it and gives the popup, once the tenant has answered in it. */
export async function authorizeInPopup(page: Page, part: Locator): Promise<Page> {
  const popup = await pressForPopup(page, applyButton(part))
  await popup.waitForURL((url) => url.protocol !== 'about:')
  return popup
}

/** Presses a button that signs in, and gives the popup, which may close by itself when the tenant knows who it is. */
export async function pressForPopup(page: Page, button: Locator): Promise<Page> {
  for (;;) {
    const before = new Set(page.context().pages())
    const opened = page.waitForEvent('popup', { timeout: PRESS_AGAIN_MILLIS }).catch(() => null)
    await button.click()
    // A browser on a busy machine may not have reported the window yet, or the page was not ready for the click.
    const popup =
      (await opened) ??
      page
        .context()
        .pages()
        .find((one) => !before.has(one))
    if (popup !== undefined) return popup
  }
}

/** Logs in with one click on the person. */
export async function pick(popup: Page, as: string): Promise<void> {
  await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: as }).click()])
}

/** What an operation says of its access. */
export function demandIn(page: Page, tag: string, operationId: string): Locator {
  return page.locator(`#operations-${tag}-${operationId} .demand`)
}

/** Waits until Swagger UI holds a token, and closes the dialog. */
export async function closeLoggedIn(page: Page, part: Locator): Promise<void> {
  await part.getByRole('button', { name: 'Remove authorization' }).waitFor()
  await part.getByRole('button', { name: 'Close' }).click()
  await page.locator('.dialog-ux').waitFor({ state: 'detached' })
}

/** The whole way: dialog, scopes, the tenant's popup, one click on the person, and back. */
export async function logIn(page: Page, login: { scheme: Scheme; scopes: readonly string[]; as: string }) {
  const part = await openDialog(page, login.scheme)
  await tick(part, login.scopes)
  const popup = await authorizeInPopup(page, part)
  await pick(popup, login.as)
  await closeLoggedIn(page, part)
}

/** Unfolds the operation, executes it with what the page filled in, and gives what Swagger UI shows. */
export async function execute(page: Page, tag: string, operationId: string): Promise<{ status: string; body: string }> {
  const operation = page.locator(`#operations-${tag}-${operationId}`)
  await operation.locator('.opblock-summary-control').click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const answer = operation.locator('.live-responses-table tbody tr.response')
  const status = await answer.locator('.response-col_status').innerText()
  const body = await answer.locator('.response-col_description .highlight-code').first().innerText()
  return { status: status.trim(), body }
}
