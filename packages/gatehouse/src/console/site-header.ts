// Renders the bar above the pages: the title, the way to every other page, and the places that the scripts fill.
import { html } from 'hono/html'
import type { Brand } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Html } from './html.ts'

const CHANGES = '/docs/changes'
const ERRORS = '/docs/errors'
const PAGES = [
  ['/docs', 'Reference'],
  ['/docs/try', 'Try it'],
  ['/docs/access', 'Access'],
  [ERRORS, 'Errors'],
  [CHANGES, 'Changes'],
  ['/status', 'Status'],
] as const

/** The place of the reader's account in the bar. Scripts fill it in. */
export function accountPlace(): Html {
  return html`<div class="account" id="account" data-login="/docs/assets/tenant-login.js">
    <p id="who"></p>
    <button class="button" type="button" id="sign-in" hidden>Sign in</button>
    <button class="button quiet" type="button" id="log-out" hidden>Log out</button>
  </div>`
}

/**
 * The bar.
 *
 * @param current the path of this page
 * @param target the id of the element that the first link skips to
 * @param more further parts, after the links
 */
export function siteHeader(brand: Brand, current: string, target: string, more: Html | string = ''): Html {
  return html`<a class="skip" href="#${target}">Skip to the content</a>
    <header class="bar">
      <a class="home" href="/">${brandMark(brand)}</a>
      <nav aria-label="Pages">
        ${PAGES.filter(([path]) => exists(path, brand)).map(([path, name]) =>
          path === current
            ? html`<a href="${path}" aria-current="page">${name}</a>`
            : html`<a href="${path}">${name}</a>`,
        )}
      </nav>
      ${more}
    </header>`
}

function exists(path: string, { hasChanges = false, hidesPages = false }: Brand): boolean {
  return path === ERRORS || (!hidesPages && (path !== CHANGES || hasChanges))
}
