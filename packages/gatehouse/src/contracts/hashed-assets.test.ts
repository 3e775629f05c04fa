// Tests the names of the files that a browser may keep forever.
import { expect, test } from 'vitest'
import { hashedAssets } from './hashed-assets.ts'

const GIVEN = {
  'docs.js': Buffer.from('a'),
  'swagger-ui-dist/swagger-ui.css': Buffer.from('b'),
  'gatehouse.css': Buffer.from('c'),
  'brand-x.css': Buffer.from('d'),
}

test('a page names each file with the hash of its content, and only those files may be kept', () => {
  const { files, link, headers } = hashedAssets(GIVEN)
  const page = link('<a href="/docs/assets/docs.js"><a href="/docs/assets/swagger-ui-dist/swagger-ui.css">')
  const named = [...page.matchAll(/"\/docs\/assets\/([^"]+)"/g)].map(([, path]) => path ?? '')
  expect(named).toEqual([
    expect.stringMatching(/^docs-[\w-]{10}\.js$/),
    expect.stringMatching(/^swagger-ui-dist\/swagger-ui-[\w-]{10}\.css$/),
  ])
  for (const path of named) {
    expect(Object.keys(files)).toContain(path)
    expect(headers).toContain(`/docs/assets/${path}\n  Cache-Control: public, max-age=31536000, immutable\n`)
  }
  expect(headers).not.toContain('/docs/assets/gatehouse.css\n')
  expect(Object.keys(files)).toContain('gatehouse.css')
  expect(headers).toContain('/docs/assets/brand-x.css\n')
})

test('a change of a file changes its name', () => {
  const linkOf = (content: string): string =>
    hashedAssets({ ...GIVEN, 'docs.js': Buffer.from(content) }).link('"/docs/assets/docs.js"')
  expect(linkOf('a')).toBe(hashedAssets(GIVEN).link('"/docs/assets/docs.js"'))
  expect(linkOf('other')).not.toBe(linkOf('a'))
})
