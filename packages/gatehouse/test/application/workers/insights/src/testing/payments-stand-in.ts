// A Worker that stands in for payments: it returns the given answers in order and then repeats the last one,
// and says what it was asked.

/** What it answers once: a problem, a page, or nothing in time. */
export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly throws?: boolean
}

/** What it was asked once. */
export interface Asked {
  readonly search: string
  readonly headers: Readonly<Record<string, string>>
}

let script: ScriptedAnswer[] = []
let asked: Asked[] = []

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    if (pathname === '/script') {
      script = JSON.parse(await request.text())
      asked = []
      return new Response(null, { status: 204 })
    }
    if (pathname === '/asked') return Response.json(asked)
    asked.push({ search, headers: Object.fromEntries(request.headers) })
    const { status = 200, headers = {}, body, throws = false } = (script.length > 1 ? script.shift() : script[0]) ?? {}
    if (throws) throw new Error('boom')
    return Response.json(body, { status, headers })
  },
}
