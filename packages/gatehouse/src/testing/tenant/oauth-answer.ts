// Reads a request of OAuth, in form or JSON, and answers it in JSON, errors too (RFC 6749 §5).
import { OAuthError } from './oauth-error.ts'
import type { TenantRequest } from './tenant.ts'

/** Answers the fields of a request; no cache may store the response. */
export async function answerOAuth(c: TenantRequest, answer: (form: Record<string, string>) => Promise<Response>) {
  c.header('cache-control', 'no-store')
  c.header('pragma', 'no-cache')
  try {
    return await answer(await readForm(c))
  } catch (cause) {
    if (!(cause instanceof OAuthError)) throw cause
    if (cause.status === 401) c.header('www-authenticate', 'Basic realm="oauth/token"')
    return c.json(cause.toJSON(), cause.status)
  }
}

async function readForm(c: TenantRequest): Promise<Record<string, string>> {
  const isJson = (c.req.header('content-type') ?? '').includes('json')
  const fields: unknown = isJson ? await c.req.json().catch(() => null) : await c.req.parseBody()
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new OAuthError('invalid_request', 'The body must be a form or a JSON object')
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
