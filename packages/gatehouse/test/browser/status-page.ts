// Actions of a person on the status page, and what the page then shows.
import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import type { SystemOptions } from 'gatehouse/testing'
import type { RequestContext } from './browser.ts'

/** A gateway without login, so that the page signs its reader in by itself, and whose isolates report every second. */
export const WITHOUT_LOGIN: SystemOptions = { vars: { AUTH0_CALLBACK_URL: '', GATEHOUSE_SYNC_SECONDS: '1' } }

/** Presses the button and gives the popup of the tenant. */
export async function openPopup(page: Page): Promise<Page> {
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Sign in', exact: true }).click(),
  ])
  return popup
}

/** Signs in with one click on the person, and waits until the popup has closed. */
export async function signIn(page: Page, as: string): Promise<void> {
  const popup = await openPopup(page)
  await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: as }).click()])
}

/** The part of the page under this heading. */
export function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true }).first()
}

/** The rows of the table of a part, cell by cell. */
export async function rowsOf(page: Page, title: string): Promise<string[][]> {
  const rows = await panel(page, title).locator('tbody tr').all()
  return await Promise.all(rows.map((row) => row.locator('th, td').allTextContents()))
}

/** The figure of a bar, by its label; 0 without one. */
export async function countOf(page: Page, title: string, name: string): Promise<number> {
  const bar = panel(page, title).locator(`li[data-name="${name}"] .figure`)
  return (await bar.count()) === 0 ? 0 : Number((await bar.innerText()).split(' ')[0]?.replaceAll(',', ''))
}

/** What the page says above everything else. */
export async function expectMessage(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor()
}

/** How often the page has asked for the figures. */
export function askings({ requests }: RequestContext): number {
  return requests.filter((request) => {
    return new URL(request.url()).pathname === '/status/figures' && request.resourceType() === 'fetch'
  }).length
}

/** Makes the page think that somebody sees it, or that nobody does. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    document.dispatchEvent(new Event('visibilitychange'))`)
}

/** Lets so much time pass again and again, and each time an answer of the gateway arrive: whatever the page asks for is seen. */
export async function pass(page: Page, millis: number, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await page.clock.runFor(millis)
    await page.evaluate("fetch('/health').then((answer) => answer.text())")
  }
}

/** Waits until a number that is read over and over is this one. */
export async function expectEventually(read: () => Promise<number> | number, expected: number): Promise<void> {
  await expect.poll(read).toBe(expected)
}
