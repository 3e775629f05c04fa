// Pages and documents that the build step has written among the assets: read once an isolate, filled in once, and served with
// the headers that keep strangers out of them. Nobody reaches them but through here.
import type { ServiceBinding } from '../../http/service-binding.ts'

/** Where the build step puts them. The Worker comes before the assets at this path (wrangler.toml, run_worker_first). */
const TEMPLATES = 'https://assets.local/templates/'

/** How a text is served. */
export interface Template {
  /** Its file. */
  readonly file: string
  /** What to put in place of its placeholders; escaped already. */
  readonly replacements?: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** How a page is served. */
export interface PageTemplate {
  readonly file: string
  readonly replacements?: Readonly<Record<string, string>>
  /** Origins besides our own that its scripts may talk to. */
  readonly connect?: readonly string[]
  /** The Cross-Origin-Opener-Policy; by default nobody keeps a handle on the page. */
  readonly openerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'unsafe-none'
  /** The request header that decides between the page and another answer at the same path. */
  readonly vary?: string
}

/** A handler that answers a text of the build step. @param assets the Worker's binding to its static assets */
export function serveTemplate(assets: ServiceBinding, template: Template): () => Promise<Response> {
  let text: string | null = null
  return async () => {
    if (text === null) {
      text = await read(assets, template.file)
      for (const [placeholder, value] of Object.entries(template.replacements ?? {})) {
        text = text.replaceAll(placeholder, () => value)
      }
    }
    return new Response(text, { headers: template.headers })
  }
}

/** A handler that answers a page, with a Content-Security-Policy that runs no inline script and talks to no stranger. */
export function servePage(assets: ServiceBinding, page: PageTemplate): () => Promise<Response> {
  return serveTemplate(assets, {
    ...page,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(page.connect ?? []),
      'cross-origin-opener-policy': page.openerPolicy ?? 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      ...(page.vary !== undefined && { vary: page.vary }),
    },
  })
}

/** Escapes a text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

async function read(assets: ServiceBinding, file: string): Promise<string> {
  const answer = await assets.fetch(new Request(TEMPLATES + file))
  if (!answer.ok) throw new Error(`${file} is not among the assets (${answer.status})`)
  return await answer.text()
}

// Swagger UI sets style attributes; no inline style sheet and no inline script is ever needed.
function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
