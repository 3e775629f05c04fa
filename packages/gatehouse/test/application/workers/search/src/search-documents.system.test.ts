import { beforeEach, describe, expect, test } from 'vitest'
import { ask, find, findIds, put, tokenFor, useClients } from './testing/client.ts'

useClients()

describe('a search', () => {
  beforeEach(async () => {
    const writer = await tokenFor('write:search')
    await put('otters', { title: 'Otters', text: 'They swim. A heron watches.' }, writer)
    await put('herons', { title: 'Herons', text: 'They stand. An otter passes by.' }, writer)
    await put('markup', { title: '<b>Ibis</b>', text: `An <script>alert("ibis")</script> & 'more'` }, writer)
    await put('accents', { title: 'Élan', text: 'Zürich, 東京' }, writer)
  })

  test('finds something right after the first migration', async () => {
    expect(await findIds('refund a payment')).toContain('refunds')
    expect(await findIds('tokens')).toContain('tokens')
  })

  test('weighs words of the title more', async () => {
    expect(await findIds('otter')).toEqual(['otters', 'herons'])
    expect(await findIds('heron')).toEqual(['herons', 'otters'])
  })

  test('demands every word, in any case, form and accent', async () => {
    expect(await findIds('HERON swims')).toEqual(['otters'])
    expect(await findIds('heron flamingo')).toEqual([])
    expect(await findIds('elan zurich')).toEqual(['accents'])
    expect(await findIds('東京')).toEqual(['accents'])
  })

  test('marks the hits in escaped HTML', async () => {
    const [result] = await find('ibis')
    expect(result?.title).toBe('<b>Ibis</b>')
    expect(result?.snippet).toBe(
      'An &lt;script&gt;alert(&quot;<mark>ibis</mark>&quot;)&lt;/script&gt; &amp; &#39;more&#39;',
    )
  })

  test('gives as many results as asked for', async () => {
    expect(await find('otter', 1)).toHaveLength(1)
  })

  test.each([
    ['quotes', '"otter'],
    ['two words in one quote', 'otter" OR "heron'],
    ['an operator', 'otter AND heron'],
    ['operators alone', 'AND OR NOT'],
    ['a negation', 'otter NOT heron'],
    ['a column', 'title:otter'],
    ['a column filter', '{title text} : otter'],
    ['nearness', 'NEAR(otter heron, 2)'],
    ['a prefix', 'ott*'],
    ['an anchor', '^otter'],
    ['a NUL', 'ott\0er'],
    ['SQL', `'; DROP TABLE documents; --`],
    ['a parameter', '?1'],
    ['an emoji', '🦦 otter'],
    ['an emoji of several parts', '👩‍👩‍👧‍👦'],
    ['a letter younger than the database', '\u{1E030}'],
    ['a mark without a letter', '\u0301'],
    ['a line break', 'otter\r\nheron'],
    ['128 words', 'a '.repeat(128)],
  ])('for %s is safe', async (_, text) => {
    const response = await ask(`q=${encodeURIComponent(text)}`)
    expect(response.status).toBe(200)
    expect(await findIds('otter')).toEqual(['otters', 'herons'])
  })

  test('takes operators for words', async () => {
    expect(await findIds('otter OR heron')).toEqual([])
    expect(await findIds('title:otter')).toEqual([])
    expect(await findIds('🦦 otter!')).toEqual(['otters', 'herons'])
  })

  test.each(['!?.,;:-_()[]{}"\'*^', '   ', '🦦'])('for «%s» finds nothing', async (text) => {
    expect(await find(text)).toEqual([])
  })

  test.each([
    ['no query', ''],
    ['an empty query', 'q='],
    ['257 characters', `q=${'x'.repeat(257)}`],
    ['10,000 characters', `q=${'x'.repeat(10_000)}`],
    ['two queries', 'q=a&q=b'],
    ['no results wanted', 'q=a&limit=0'],
    ['51 results wanted', 'q=a&limit=51'],
    ['a limit that is no number', 'q=a&limit=ten'],
  ])('with %s is refused', async (_, query) => {
    const response = await ask(query)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request_invalid' })
  })

  test('ignores bytes that are no UTF-8', async () => {
    expect((await ask('q=%ff%fe')).status).toBe(200)
  })
})
