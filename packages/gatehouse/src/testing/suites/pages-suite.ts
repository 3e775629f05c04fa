// Tests the pages of the gateway without a browser: their headers, what they load, and the title of the project on them.
import { describe, expect, test } from 'vitest'
import { DEFAULT_BRAND } from '../../console/brand.ts'
import { NAVIGATION } from '../login-client.ts'
import { atGateway, type ProjectUnderTest } from './project-under-test.ts'

const PAGES = ['/', '/docs', '/docs/errors', '/docs/oauth2-redirect', '/status', '/auth/logout']
const JSON_MEDIA_TYPE = 'application/json'

/**
 * Describes the pages of a project's gateway: each is served with headers that protect it from other origins, runs no inline script, loads only
 * files of the gateway, and has the title of the project. It needs no browser.
 *
 * @example
 * // test/pages.system.test.ts
 * import { describePages, useProject } from 'gatehouse/testing'
 *
 * describePages(useProject())
 */
export function describePages(project: ProjectUnderTest): void {
  const { table, operations } = project
  const send = atGateway(project)
  const { title } = table.settings?.brand ?? DEFAULT_BRAND
  const open = (path: string) => send(path, { headers: NAVIGATION })
  const readJson = async (path: string): Promise<Record<string, unknown>> => {
    const { status, headers, text } = await send(path, { headers: { accept: JSON_MEDIA_TYPE } })
    expect([path, status]).toEqual([path, 200])
    expect(headers.get('content-type')).toContain(JSON_MEDIA_TYPE)
    return JSON.parse(text) as Record<string, unknown>
  }

  describe.each(PAGES)('the page %s', (path) => {
    test('is served with headers that protect it from other origins', async () => {
      const { status, headers } = await open(path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toContain('text/html')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toMatch(/^(?:no-referrer|same-origin)$/)
      expect(headers.get('x-request-id')).not.toBeNull()
      const policy = directivesOf(headers.get('content-security-policy'))
      expect(policy.get('default-src')).toBe("'none'")
      expect(policy.get('frame-ancestors')).toBe("'none'")
      expect(policy.get('base-uri')).toBe("'none'")
      expect(["'self'", "'none'", undefined]).toContain(policy.get('script-src'))
      expect(policy.get('style-src') ?? '').not.toContain('unsafe')
    })

    test('has the title of the project, and loads only files that the gateway has', async () => {
      const { text } = await open(path)
      expect(text).toMatch(/<title>[^<]+<\/title>/)
      expect(text).toContain(escapeHtml(title))
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>[^<]/)
      for (const address of addressesIn(text)) {
        expect(address).toMatch(/^\/(?!\/)|^data:/)
        if (address.startsWith('/')) expect([address, (await send(address)).status]).toEqual([address, 200])
      }
    })
  })

  test('the index, the document and its parts are JSON for programs', async () => {
    expect(await readJson('/')).toMatchObject({ name: title, documentation: '/docs' })
    expect(await readJson('/openapi.json')).toMatchObject({ info: { title } })
    for (const { name } of table.services) {
      const { paths } = await readJson(`/openapi/${name}.json`)
      expect(Object.keys(paths ?? {})).not.toEqual([])
    }
  })

  test('the page of errors explains every problem that the document names', async () => {
    const { text } = await open('/docs/errors')
    const codes = new Set(JSON.stringify(operations).match(/(?<=#\/components\/examples\/)[a-z_]+(?=")/g))
    expect([...codes].filter((code) => !text.includes(`id="${code}"`))).toEqual([])
  })

  test('the figures of the status page are refused to a caller without a token', async () => {
    expect(await send('/status/figures')).toMatchObject({ status: 401, code: 'token_missing' })
  })

  test('the gateway is there and ready for monitors', async () => {
    expect((await send('/health')).status).toBe(200)
    expect(await readJson('/ready')).toMatchObject({ ready: true })
  })
}

function directivesOf(policy: string | null): ReadonlyMap<string, string> {
  const pairs = (policy ?? '').split(';').map((directive) => directive.trim().split(/\s+/))
  return new Map(pairs.map(([name = '', ...values]) => [name, values.join(' ')]))
}

// What the browser loads with a page: scripts, style sheets, images and icons.
function addressesIn(page: string): string[] {
  const tags = page.match(/<(?:script|link|img)\s[^>]*>/g) ?? []
  return tags.flatMap((tag) => /\s(?:src|href)="([^"]*)"/.exec(tag)?.[1] ?? [])
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
