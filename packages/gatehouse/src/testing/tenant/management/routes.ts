// Serves /api/v2/*: checks the token of the Management API and the rate limit, and lets the ledger answer.
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { publicKeySet } from '../key-ring.ts'
import type { Tenant, TenantRequest } from '../tenant.ts'
import { refusalBody } from './request.ts'
import { MANAGEMENT_PATH } from './store.ts'

export async function serveManagement(c: TenantRequest) {
  const tenant = c.get('tenant')
  const { ledger, issuer, settings } = tenant
  const scopes = await readScopes(tenant, c.req.header('authorization'))
  if (scopes === null) return c.json(refusalBody(401, 'invalid_token', 'Invalid token'), 401)
  const { limit, remaining, resetSeconds } = await ledger.countManagementRequest()
  if (limit > 0) {
    c.header('x-ratelimit-limit', String(limit))
    c.header('x-ratelimit-remaining', String(Math.max(0, remaining)))
    c.header('x-ratelimit-reset', String(resetSeconds))
    if (remaining < 0) return c.json(refusalBody(429, 'too_many_requests', 'Global limit has been reached'), 429)
  }
  const text = await c.req.text()
  const body = readJson(text)
  if (body === undefined) return c.json(refusalBody(400, 'invalid_body', 'The body is no JSON'), 400)
  const path = new URL(c.req.url).pathname.slice(`/${MANAGEMENT_PATH}`.length).split('/').map(decodeURIComponent)
  const request = { method: c.req.method, path, query: c.req.query(), body, scopes, issuer, settings }
  const answer = await ledger.manage(JSON.stringify(request))
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function readJson(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readScopes(tenant: Tenant, authorization: string | undefined): Promise<string[] | null> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return null
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing())), {
      issuer: tenant.issuer,
      audience: `${tenant.issuer}${MANAGEMENT_PATH}`,
      algorithms: ['RS256'],
      currentDate: new Date(tenant.nowSeconds * 1000),
    })
    return typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : []
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null
    throw cause
  }
}
