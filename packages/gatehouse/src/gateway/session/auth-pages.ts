// Builds the pages of login: on the way back from the tenant, before logging out, and after an error.
import { html } from 'hono/html'
import { type Brand, DEFAULT_BRAND } from '../../console/brand.ts'
import { brandMark } from '../../console/brand-mark.ts'
import { renderPage } from '../../console/frame.ts'
import type { Html } from '../../console/html.ts'

// No script, no connection. No form-action either: browsers apply it to the redirects after a form too, and those lead to the tenant and
// from there to other URLs.
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const

/**
 * Redirects by a page of our own. A redirect would still count as sent by the tenant, and a guarded URL would then be refused.
 */
export async function redirectPage(location: string, brand?: Brand): Promise<Response> {
  const head = html`<meta http-equiv="refresh" content="0;url=${location}" />`
  return await page(
    'Logged in',
    html`<h1>You are logged in</h1>
      <p><a class="button" href="${location}">Continue</a></p>`,
    200,
    { head, brand },
  )
}

/** Asks the user to confirm the logout. */
export async function logoutPage(
  logout: { readonly returnTo: string | null; readonly federated: boolean },
  brand?: Brand,
): Promise<Response> {
  return await page(
    'Log out',
    html`<h1>Log out?</h1>
      <p>You have come here by a link from elsewhere, or by the address itself.</p>
      <form method="post" action="/auth/logout">
        ${logout.returnTo === null ? '' : html`<input type="hidden" name="returnTo" value="${logout.returnTo}" />`}
        ${logout.federated ? html`<input type="hidden" name="federated" value="" />` : ''}
        <button class="button" name="sure" value="yes">Log out</button>
      </form>`,
    200,
    // From a page that hides its URL, browsers send the form with `Origin: null` (Fetch Standard §3.2).
    { referrerPolicy: 'same-origin', brand },
  )
}

/**
 * Shows a problem document as a page, with the same status and code.
 *
 * @param loginUrl the URL of the login; `null` if a login would not help
 */
export async function failurePage(problem: Response, loginUrl: string | null, brand?: Brand): Promise<Response> {
  const { title, detail, errors } = await problem.json<ProblemDocument>()
  const answer = await page(
    title,
    html`<h1>${title}</h1>
      <p>${detail}</p>
      ${
        errors === undefined
          ? ''
          : html`<ul>
              ${errors.map(({ path, message }) => html`<li>${path} ${message}</li>`)}
            </ul>`
      }
      ${loginUrl === null ? '' : html`<p><a class="button" href="${loginUrl}">Log in</a> <a class="button quiet" href="/">Home</a></p>`}`,
    problem.status,
    { brand },
  )
  const headers = new Headers(problem.headers)
  for (const [name, value] of answer.headers) headers.set(name, value)
  return new Response(answer.body, { status: problem.status, headers })
}

/** The parts of a problem document that are shown. */
interface ProblemDocument {
  readonly title: string
  readonly detail: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

async function page(
  title: string,
  body: Html,
  status: number,
  {
    head = html``,
    referrerPolicy = 'no-referrer',
    brand = DEFAULT_BRAND,
  }: { head?: Html; referrerPolicy?: string; brand?: Brand | undefined } = {},
): Promise<Response> {
  const text = await renderPage({
    title: `${title} | ${brand.title}`,
    head,
    brand,
    body: html`<main class="index">
      ${brand.logo === undefined ? '' : html`<p class="crumb">${brandMark(brand)}</p>`}${body}
    </main>`,
  })
  return new Response(text, { status, headers: { ...HEADERS, 'referrer-policy': referrerPolicy } })
}
