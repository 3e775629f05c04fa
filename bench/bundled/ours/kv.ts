// Stands in for Workers KV: keeps what is written, in memory, and answers it. Starts with the tenant's key set when it is
// given one.

const values = new Map<string, string>()

export default {
  async fetch(request: Request, env: { readonly JWKS?: string }): Promise<Response> {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1))
    if (request.method === 'PUT') {
      values.set(key, await request.text())
      return new Response(null)
    }
    const value = values.get(key) ?? (key === 'jwks' ? env.JWKS : undefined)
    return value === undefined ? new Response(null, { status: 404 }) : new Response(value)
  },
}
