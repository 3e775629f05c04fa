// Static assets, as wrangler.toml says they are served: a file that is there is answered before the Worker is asked, unless its
// path is one that the Worker sees first.
import { isMissing } from './files.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
}

/** A folder of files. */
export class Assets {
  readonly #folder: string
  readonly #workerFirst: readonly string[]

  /** @param workerFirst patterns of paths: `/templates/*` */
  constructor(folder: string, workerFirst: readonly string[]) {
    this.#folder = folder
    this.#workerFirst = workerFirst
  }

  /** What a Worker gets of the binding: any file, or 404. */
  async fetch(request: Request): Promise<Response> {
    return (await this.#read(request)) ?? new Response(null, { status: 404 })
  }

  /** What a client gets without the Worker; `null` when the Worker is to answer. */
  async serve(request: Request): Promise<Response | null> {
    const { pathname } = new URL(request.url)
    return this.#workerFirst.some((pattern) => covers(pattern, pathname)) ? null : await this.#read(request)
  }

  async #read({ method, url, headers }: Request): Promise<Response | null> {
    if (method !== 'GET' && method !== 'HEAD') return null
    const path = pathOf(url)
    if (path === null) return null
    const bytes = await Deno.readFile(this.#folder + path).catch((cause: unknown) => {
      if (isMissing(cause)) return null
      throw cause
    })
    if (bytes === null) return null
    const etag = `"${await digestOf(bytes)}"`
    const common = { etag, 'cache-control': 'public, max-age=0, must-revalidate' }
    if (headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: common })
    const type = MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
    return new Response(method === 'HEAD' ? null : bytes, {
      headers: { ...common, 'content-type': type, 'content-length': String(bytes.byteLength) },
    })
  }
}

// URL parsing has resolved dot segments; what is still encoded could hide others, and no file of ours needs it.
function pathOf(url: string): string | null {
  const { pathname } = new URL(url)
  return pathname.endsWith('/') || /%|\\|\/\./.test(pathname) ? null : pathname
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex().slice(0, 32)
}
