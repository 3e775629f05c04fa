// Builds the pages of login: on the way back from the tenant, before logging out, and after an error.
import { html } from 'hono/html'
import { type Brand, DEFAULT_BRAND } from '../../console/brand.ts'
import { brandMark } from '../../console/brand-mark.ts'
import { renderPage } from '../../console/frame.ts'
import { type Html, withCode } from '../../console/html.ts'

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
        <button class="button" name="sure" value="yes">Log out</button> <a class="button quiet" href="/">Cancel</a>
      </form>`,
    200,
    // From a page that hides its URL, browsers send the form with `Origin: null` (Fetch Standard §3.2).
    { referrerPolicy: 'same-origin', brand },
  )
}

/** Says that there is no session to end. */
export async function loggedOutPage(brand?: Brand): Promise<Response> {
  return await page(
    'Log out',
    html`<h1>Nobody is logged in</h1>
      <p>There is no session in this browser, so there is nothing to end.</p>
      <p><a class="button" href="/auth/login">Log in</a> <a class="button quiet" href="/">Home</a></p>`,
    200,
    { brand },
  )
}

/** The ways on from a refusal. */
export interface WaysOn {
  /** A login that may help. */
  readonly login?: Way | undefined
  /** Whether the same request may succeed later. */
  readonly isTemporary?: boolean
  /** A page with a path like the one that was not found. */
  readonly nearest?: string | undefined
  /** The defects of the configuration, for a reader at the machine that runs the gateway. */
  readonly findings?: readonly { readonly variable: string; readonly problem: string; readonly remedy: string }[]
}

/** A link of a page, with its label. */
export interface Way {
  readonly url: string
  readonly label: string
}

/** Shows a problem document as a page, with the same status and code. */
export async function failurePage(
  problem: Response,
  { login, isTemporary = false, nearest, findings = [] }: WaysOn,
  brand?: Brand,
): Promise<Response> {
  const { type, title, detail, code, requestId, errors } = await problem.json<ProblemDocument>()
  // A person has no token, but a login.
  const isLoggedOut = code === 'token_missing' && login !== undefined
  const heading = isLoggedOut ? 'You are not logged in' : title
  const answer = await page(
    heading,
    html`<h1>${heading}</h1>
      <p>${isLoggedOut ? 'You have to log in to open this page.' : withCode(detail)}</p>
      ${
        errors === undefined
          ? ''
          : html`<ul>
              ${errors.map(({ path, message }) => html`<li>${path} ${message}</li>`)}
            </ul>`
      }
      ${
        findings.length === 0
          ? ''
          : html`<ul>
              ${findings.map(
                ({ variable, problem: what, remedy }) => html`<li><code>${variable}</code> ${what}: ${remedy}</li>`,
              )}
            </ul>`
      }
      ${nearest === undefined ? '' : html`<p>Did you mean <a href="${nearest}">${nearest}</a>?</p>`}
      <p>
        ${login === undefined ? '' : html`<a class="button" href="${login.url}">${login.label}</a>`}
        ${isTemporary ? html`<a class="button" href="">Try again</a>` : ''}
        <a class="button quiet" href="/">Home</a>
      </p>
      <p class="quiet">
        What it means, and what to do: <a href="${type}">${code}</a>. The operator finds this request in the log by its
        id, <code>${requestId}</code>.
      </p>`,
    problem.status,
    { brand },
  )
  const headers = new Headers(problem.headers)
  for (const [name, value] of answer.headers) headers.set(name, value)
  return new Response(answer.body, { status: problem.status, headers })
}

/** The parts of a problem document that are shown. */
interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly requestId: string
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
      <p class="crumb"><a href="/">${brandMark(brand)}</a></p>
      ${body}
    </main>`,
  })
  return new Response(text, { status, headers: { ...HEADERS, 'referrer-policy': referrerPolicy } })
}
