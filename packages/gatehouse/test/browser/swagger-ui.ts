// Actions of a reader in Swagger UI, click by click, and what the page then shows.
import type { Locator, Page } from 'playwright-core'

/** How long a window may take to open. */
const PRESS_AGAIN_MILLIS = 10_000

/** A way to sign in, as the dialog offers it. */
export type Way = 'authorizationCode' | 'implicit' | 'password' | 'machine' | 'token'

/** Opens the Authorize dialog and chooses the way. */
export async function openDialog(page: Page, way: Way): Promise<Locator> {
  await page.locator('.scheme-container').getByRole('button', { name: 'Authorize' }).click()
  const dialog = page.getByRole('dialog', { name: 'Authorize' })
  await dialog.locator(`input[name="way"][value="${way}"]`).check()
  return dialog
}

/** The boxes of the scopes. */
export const scopesIn = (dialog: Locator): Locator => dialog.getByRole('checkbox')

/** Ticks these scopes and nothing else. */
export async function tick(dialog: Locator, scopes: readonly string[]): Promise<void> {
  for (const scope of scopes) await dialog.locator(`input[name="scope"][value="${scope}"]`).check()
}

const applyButton = (dialog: Locator): Locator => dialog.getByRole('button', { name: 'Authorize', exact: true })

/** Presses the button of the dialog. */
export async function authorize(dialog: Locator): Promise<void> {
  await applyButton(dialog).click()
}

/** Presses it and gives the popup, once the tenant has answered in it. */
export async function authorizeInPopup(page: Page, dialog: Locator): Promise<Page> {
  const popup = await pressForPopup(page, applyButton(dialog))
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

/** Waits until the page holds a token, which closes the dialog. */
export async function waitUntilLoggedIn(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.locator('#who').getByText('Signed in as').waitFor()
}

/** The whole way: dialog, scopes, the tenant's popup, one click on the person, and back. */
export async function logIn(page: Page, login: { way: Way; scopes: readonly string[]; as: string }) {
  const dialog = await openDialog(page, login.way)
  await tick(dialog, login.scopes)
  await pick(await authorizeInPopup(page, dialog), login.as)
  await waitUntilLoggedIn(page)
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
