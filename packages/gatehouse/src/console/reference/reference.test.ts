// Tests the pages of the reference as the build writes them: their order, links and samples, and that large documents have several.
import { describe, expect, test } from 'vitest'
import { DEFAULT_BRAND } from '../brand.ts'
import { renderPage } from '../frame.ts'
import type { ReferenceDocument } from './document.ts'
import { referencePages, type ReferenceService } from './pages.ts'
import { samplesOf } from './samples.ts'

const PAYMENTS: ReferenceService = {
  name: 'payments',
  title: 'Payments',
  description: 'Pay.',
  contract: './workers/payments/contract.ts',
}
const GATEWAY: ReferenceService = { name: 'gateway', title: 'Gateway', description: 'Itself.', contract: null }

const createPayment = {
  operationId: 'createPayment',
  summary: 'Make <b>a</b> payment',
  description:
    'Read [the guide](https://example.com/guide), not [this](javascript:alert).\n\n**Access:** scope `write:payments`.',
  tags: ['payments'],
  'x-access': { kind: 'scopes', all: ['write:payments'] },
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string', example: "it's" } },
    { name: 'dry', in: 'query', required: true, schema: { type: 'boolean' } },
    { name: 'note', in: 'query', schema: { type: 'string' } },
    { $ref: '#/components/parameters/Trace' },
  ],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/NewPayment' } } },
  },
  responses: {
    201: {
      description: 'Made',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/NewPayment' } } },
    },
    403: { description: 'Refused', content: { 'application/problem+json': { examples: { scope_missing: {} } } } },
  },
} as const

const showHealth = { operationId: 'showHealth', summary: 'Health', tags: ['gateway'], responses: {} }

const DOCUMENT: ReferenceDocument = {
  info: {},
  paths: { '/health': { get: showHealth }, '/payments/{id}': { post: createPayment } },
  components: {
    parameters: { Trace: { name: 'X-Trace', in: 'header', required: false } },
    schemas: {
      NewPayment: {
        type: 'object',
        required: ['amount', 'parts'],
        properties: {
          amount: { type: 'integer', minimum: 5, description: 'In cents' },
          isFast: { type: ['boolean', 'null'] },
          parts: { type: 'array', items: { $ref: '#/components/schemas/NewPayment' }, example: [] },
        },
      },
      Unused: { type: 'string' },
    },
  },
}

async function htmlOf(document: ReferenceDocument, file: string): Promise<string> {
  const { pages } = await referencePages(document, [PAYMENTS, GATEWAY], DEFAULT_BRAND)
  const page = pages[file]
  return page === undefined ? '' : (await renderPage(page)).replaceAll(/\s+/g, ' ')
}

describe('the page of the reference', () => {
  test('lists the services first and the gateway last, and each operation has the address of Swagger UI', async () => {
    const html = await htmlOf(DOCUMENT, 'docs.html')
    const ids = [...html.matchAll(/<article id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids).toEqual(['/payments/createPayment', '/gateway/showHealth'])
    for (const id of ids) expect(html).toContain(`href="#${id}"`)
    expect(html).toContain('id="/payments"')
  })

  test('says how each kind of caller gets a token, on the first page alone', async () => {
    for (const who of ['From a terminal', 'A machine', 'A page of this origin', 'A single-page application'])
      expect(await htmlOf(DOCUMENT, 'docs.html')).toContain(`<summary>${who}`)
    expect(await htmlOf(DOCUMENT, 'docs/payments.html')).not.toContain('A machine')
  })

  test('shows text of a contract as text, and follows no link but one of the web', async () => {
    const html = await htmlOf(DOCUMENT, 'docs.html')
    expect(html).toContain('Make &lt;b&gt;a&lt;/b&gt; payment')
    expect(html).toContain('<a href="https://example.com/guide">the guide</a>')
    expect(html).toContain('[this](javascript:alert)')
  })

  test('shows the access once, as chips, and links schemas and codes to their places', async () => {
    const html = await htmlOf(DOCUMENT, 'docs.html')
    expect(html).toContain('Access: scope <code class="chip">write:payments</code>')
    expect(html).not.toContain('**Access')
    expect(html).toContain('<a href="#schema-NewPayment">NewPayment</a>')
    expect(html).toContain('id="schema-NewPayment"')
    expect(html).toMatch(/amount<\/code> <span class="type">integer<\/span>, <b>required<\/b>.{0,40}, at least 5/)
    expect(html).toContain('boolean or null')
    expect(html).not.toContain('schema-Unused')
    expect(html).toContain('href="/docs/errors#scope_missing"')
    expect(html).toContain('X-Trace')
  })

  test('says for a program of each kind what to send', () => {
    const operation = { ...createPayment, method: 'post', path: '/payments/{id}', service: 'payments' }
    const samples = samplesOf(operation, DOCUMENT.components, PAYMENTS.contract)
    const textOf = (name: string): string => samples.find((sample) => sample.name === name)?.text ?? ''
    expect(textOf('curl')).toBe(
      [
        `curl -X POST 'https://api.example.com/payments/it'\\''s?dry=true'`,
        `-H "Authorization: Bearer $TOKEN"`,
        `-H 'Content-Type: application/json'`,
        `-d '{"amount":5,"parts":[]}'`,
      ].join(' \\\n  '),
    )
    expect(textOf('Typed client')).toContain(
      `client.payments[':id'].$post({ param: { id: 'it\\'s' }, query: { dry: 'true' }, json: { amount: 5, parts: [] } })`,
    )
    expect(textOf('Python')).toContain('json={"amount": 5, "parts": []}')
    expect(textOf('httpie')).toContain('http -A bearer -a "$TOKEN" POST')
    expect(textOf('fetch')).toContain(`body: JSON.stringify({ amount: 5, parts: [] })`)
    expect(samplesOf(operation, DOCUMENT.components, null).map(({ name }) => name)).not.toContain('Typed client')
  })
})

describe('a document of 5,000 operations', () => {
  const paths = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, at) => [
      `/payments/${at}`,
      { post: { ...createPayment, operationId: `pay${at}` } },
    ]),
  )

  test('has pages of a limited size, and the search and the links find each operation on its own', async () => {
    const { pages, search } = await referencePages({ ...DOCUMENT, paths }, [PAYMENTS, GATEWAY], DEFAULT_BRAND)
    const texts = new Map(
      await Promise.all(Object.entries(pages).map(async ([file, page]) => [file, await renderPage(page)] as const)),
    )
    expect(Math.max(...[...texts.values()].map(({ length }) => length))).toBeLessThan(600_000)
    expect(texts.get('docs.html')).toContain('5000 operations')
    expect(search).toHaveLength(5_000)
    for (const [operationId, , , , url] of search.filter((_, at) => at % 500 === 0)) {
      const [path = '', fragment] = url.split('#')
      expect(fragment).toBe(`/payments/${operationId}`)
      expect(texts.get(`${path.replace('/docs/services/', 'docs/')}.html`)).toContain(`id="${fragment}"`)
    }
  })
})
