// What a project has otherwise than by default, as clients and services see it.
import { beforeAll, describe, expect, test } from 'vitest'
import { makeKey, mint, type SigningKey } from '../testing/access/support.ts'
import { openGateway } from '../testing/access/test-gateway.ts'
import { defineHooks } from './own/hooks.ts'
import type { GatewaySettings } from './settings.ts'

const SETTINGS: GatewaySettings = {
  brand: { title: 'My API', logo: '/docs/assets/brand-1.svg', stylesheet: '/docs/assets/brand-2.css' },
  refusals: { realm: 'my api', problemTypes: 'https://example.com/errors#' },
  cookiePrefix: 'my-api',
  headerPrefix: 'x-my-api-',
  webSocketSubprotocol: 'my-api.bearer.',
}

let key: SigningKey
let token: string
beforeAll(async () => {
  key = await makeKey('k')
  token = await mint(key, { scope: 'read:payments' })
})

/** Sends a request to a gateway with these settings, and gives the answer with what its service was sent. */
async function ask(path: string, headers: Record<string, string> = {}, settings = SETTINGS) {
  let sent: Headers | null = null
  const service = async (request: Request): Promise<Response> => {
    sent = request.headers
    const answer = new Headers([
      ['set-cookie', '__Host-my-api-session=forged'],
      ['set-cookie', '__Host-gatehouse-session=of-another'],
    ])
    return new Response('', { headers: answer })
  }
  const { send } = openGateway(key, undefined, { settings, service: () => ({ fetch: service }) })
  const answer = await send(path, { headers })
  return { answer, sent: sent as Headers | null }
}

describe('a gateway with settings of its own', () => {
  test('names its realm and the types of its problems', async () => {
    const { answer } = await ask('/payments')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="my api", /)
    expect(await answer.json()).toMatchObject({ type: 'https://example.com/errors#token_missing' })
    const unknown = await ask('/nothing-here')
    expect(await unknown.answer.json()).toMatchObject({ type: 'https://example.com/errors#route_not_found' })
  })

  test('lets no client send its own headers, in any spelling, and reserves no others for it', async () => {
    const headers = {
      authorization: `Bearer ${token}`,
      'x-my-api-user': 'forged',
      x_my_api_user: 'forged',
      'x-my-api': 'forged',
      'x-forwarded-user': 'forged',
      'x-gatehouse-user': 'of another',
    }
    const { sent } = await ask('/payments', headers)
    expect([...(sent ?? new Headers()).keys()].filter((name) => /my.api|forwarded-user|gatehouse/.test(name))).toEqual([
      'x-gatehouse-user',
    ])
  })

  test('takes the token of a WebSocket behind its own protocol alone', async () => {
    const { sent } = await ask('/payments', { 'sec-websocket-protocol': `chat, my-api.bearer.${token}` })
    expect(sent?.get('authorization')).toBe(`Bearer ${token}`)
    expect(sent?.get('sec-websocket-protocol')).toBe('chat')
    const other = await ask('/payments', { 'sec-websocket-protocol': `chat, gatehouse.bearer.${token}` })
    expect(other.answer.status).toBe(401)
  })

  test('keeps its cookies from services, and lets none set them', async () => {
    const headers = {
      authorization: `Bearer ${token}`,
      cookie: '__Host-my-api-session=x; __Host-gatehouse-session=y; theme=dark',
    }
    const { answer, sent } = await ask('/payments', headers)
    expect(sent?.get('cookie')).toBe('__Host-gatehouse-session=y; theme=dark')
    expect(answer.headers.getSetCookie()).toEqual(['__Host-gatehouse-session=of-another'])
  })

  test('keeps its cookies from hooks, and lets none set them', async () => {
    let seen: string | null = null
    const hooks = defineHooks({
      onRequest: ({ request }) => void (seen = request.headers.get('cookie')),
      onResponse: () => ({ 'set-cookie': '__Host-my-api-session=forged' }),
    })
    const { send } = openGateway(key, undefined, { settings: SETTINGS, hooks })
    const headers = { authorization: `Bearer ${token}`, cookie: '__Host-my-api-session=x; theme=dark' }
    expect((await send('/payments', { headers })).status).toBe(500)
    expect(seen).toBe('theme=dark')
  })

  test('reads its session by the name of its own cookie', async () => {
    const proof = { 'sec-fetch-site': 'same-origin' }
    const own = await ask('/payments', { cookie: '__Host-my-api-session=x', ...proof })
    expect(await own.answer.json()).toMatchObject({ code: 'session_expired' })
    const other = await ask('/payments', { cookie: '__Host-gatehouse-session=x', ...proof })
    expect(await other.answer.json()).toMatchObject({ code: 'token_missing' })
  })

  test('is called by its title, in answers and on the pages of login', async () => {
    expect(await (await ask('/')).answer.json()).toMatchObject({ name: 'My API', documentation: '/docs' })
    const metadata = await (await ask('/.well-known/oauth-protected-resource')).answer.json()
    expect(metadata).toMatchObject({ resource_name: 'My API' })
    const navigation = { accept: 'text/html', 'sec-fetch-dest': 'document' }
    const page = await (await ask('/auth/logout', navigation)).answer.text()
    expect(page).toContain('<title>Log out | My API</title>')
    expect(page).toContain('<img class="logo" src="/docs/assets/brand-1.svg" alt="" />My API')
    expect(page).toContain('<link rel="icon" href="/docs/assets/brand-1.svg" />')
    expect(page).toContain('<link rel="stylesheet" href="/docs/assets/brand-2.css" />')
  })
})

const PAGES = ['/docs', '/status', '/openapi.json', '/openapi/payments.json']

describe('the pages about the project', () => {
  test.each(PAGES)('are for everybody by default: %s', async (path) => {
    expect((await ask(path)).answer.status).toBe(200)
  })

  test.each(PAGES)('are not there when they are off: %s', async (path) => {
    const { answer } = await ask(path, {}, { pages: 'off' })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'route_not_found' })
  })

  test('are not led to when they are off', async () => {
    const { answer } = await ask('/', {}, { pages: 'off' })
    expect(await answer.json()).not.toHaveProperty('documentation')
    const metadata = await ask('/.well-known/oauth-protected-resource', {}, { pages: 'off' })
    expect(await metadata.answer.json()).not.toHaveProperty('resource_documentation')
  })

  test.each(PAGES)('ask a person to log in, and come back, when they are for those who are: %s', async (path) => {
    const { answer } = await ask(path, { accept: 'text/html' }, { ...SETTINGS, pages: 'signed-in' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('x-problem-code')).toBe('token_missing')
    const page = await answer.text()
    expect(page).toContain(`href="/auth/login?returnTo=${encodeURIComponent(path)}"`)
    expect(page).toContain('| My API</title>')
  })

  test('are shown to a caller with a token, and refused to a program as everything is', async () => {
    const settings = { pages: 'signed-in' } as const
    expect((await ask('/docs', { authorization: `Bearer ${token}` }, settings)).answer.status).toBe(200)
    const refused = await ask('/openapi.json', {}, settings)
    expect(await refused.answer.json()).toMatchObject({ code: 'token_missing' })
  })

  test.each(['/docs/errors', '/docs/oauth2-redirect', '/'])('leave %s to everybody', async (path) => {
    for (const pages of ['off', 'signed-in'] as const) expect((await ask(path, {}, { pages })).answer.status).toBe(200)
  })
})
