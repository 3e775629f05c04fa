// Serves pages and documents that the build step has written among the assets: read once per isolate, filled in once, and served with the
// headers that protect them from other origins. This is the only way to them for a client.
import type { ServiceBinding } from '../../http/service-binding.ts'
import { ProblemError } from '../../problem/problem-error.ts'

/** The folder that the build step writes. The Worker runs before the assets at this path (wrangler.toml, run_worker_first). */
const TEMPLATES = 'https://assets.local/templates/'

/** The settings of a text. */
export interface Template {
  /** Its file. */
  readonly file: string
  /** The values of its placeholders, already escaped. */
  readonly replacements?: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Whether it may be absent: then the answer is `route_not_found`. Any other is an error. */
  readonly isOptional?: boolean
}

/** The settings of a page. */
export interface PageTemplate {
  readonly file: string
  readonly replacements?: Readonly<Record<string, string>>
  readonly isOptional?: boolean
  /** Origins besides our own that its scripts may connect to. */
  readonly connect?: readonly string[]
  /** The Cross-Origin-Opener-Policy; by default no other page has a reference to this one. */
  readonly openerPolicy?: 'same-origin' | 'same-origin-allow-popups' | 'unsafe-none'
  /** The request header that decides between the page and another answer at the same path. */
  readonly vary?: string
}

/**
 * Returns a handler that serves a text of the build step.
 *
 * @param assets the Worker's binding to its static assets
 * @param describe returns the settings when the text is first requested; a thrown error is the response
 */
export function serveTemplate(assets: ServiceBinding, describe: () => Template): () => Promise<Response> {
  let ready: { readonly text: string; readonly headers: Template['headers'] } | null = null
  return async () => {
    ready ??= await fill(assets, describe())
    return new Response(ready.text, { headers: ready.headers })
  }
}

/**
 * Returns a handler that serves a page, with a Content-Security-Policy that runs no inline script and connects to the named origins only.
 */
export function servePage(assets: ServiceBinding, describe: () => PageTemplate): () => Promise<Response> {
  return serveTemplate(assets, () => {
    const { connect = [], openerPolicy = 'same-origin', vary, ...page } = describe()
    return {
      ...page,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(connect),
        'cross-origin-opener-policy': openerPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
        ...(vary !== undefined && { vary }),
      },
    }
  })
}

/** Escapes a text for an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

async function fill(assets: ServiceBinding, { file, replacements = {}, headers, isOptional = false }: Template) {
  const answer = await assets.fetch(new Request(TEMPLATES + file))
  if (isOptional && answer.status === 404) throw new ProblemError('route_not_found')
  if (!answer.ok) throw new Error(`${file} is not among the assets (${answer.status})`)
  let text = await answer.text()
  for (const [placeholder, value] of Object.entries(replacements)) text = text.replaceAll(placeholder, () => value)
  return { text, headers }
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
