import { describe, expect, test } from 'vitest'
import { exportedDocumentsSchema, readDocumentSchema } from '../contract.ts'
import { put, read, tokenFor, useClients } from './testing/client.ts'

useClients()

describe('reading a document', () => {
  test('gives the whole text to whoever is signed in, and its beginning to a guest', async () => {
    const text = `${'𝄞'.repeat(150)}${'x'.repeat(100)}`
    await put('score', { title: 'Score', text }, await tokenFor('write:search'))
    const whole = await read('/score', await tokenFor(''))
    expect(readDocumentSchema.parse(await whole.json())).toEqual({ id: 'score', title: 'Score', text, whole: true })
    const beginning = readDocumentSchema.parse(await (await read('/score', null)).json())
    expect(beginning).toMatchObject({ text: `${'𝄞'.repeat(150)}${'x'.repeat(50)}`, whole: false })
  })

  test('tells a guest when the beginning is all', async () => {
    await put('short', { title: 'Short', text: 'Brief.' }, await tokenFor('write:search'))
    expect(await (await read('/short', null)).json()).toMatchObject({ text: 'Brief.', whole: true })
  })

  test('finds nothing where nothing is, and refuses a bad token', async () => {
    expect((await read('/nowhere', null)).status).toBe(404)
    expect((await read('/short', 'nonsense')).status).toBe(401)
  })
})

describe('exporting documents', () => {
  test('gives every document once, by id, page by page, to a machine', async () => {
    const token = await tokenFor('write:search', true)
    await put('zebra', { title: 'Zebra', text: 'Stripes.' }, token)
    await put('aardvark', { title: 'Aardvark', text: 'Ants.' }, token)
    const ids: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const answer = await read(`?limit=2${after === '' ? '' : `&after=${after}`}`, token)
      const page = exportedDocumentsSchema.parse(await answer.json())
      ids.push(...page.documents.map(({ id }) => id))
      after = page.next
    }
    expect(ids).toEqual([...new Set(ids)].toSorted())
    expect(ids).toEqual(expect.arrayContaining(['aardvark', 'zebra', 'tokens']))
    const [all] = [exportedDocumentsSchema.parse(await (await read('', token)).json())]
    expect(all.documents.map(({ id }) => id)).toEqual(ids)
    expect(all.documents).toContainEqual({ id: 'zebra', title: 'Zebra', text: 'Stripes.' })
  })

  test('is not for people', async () => {
    const answer = await read('', await tokenFor('write:search'))
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'machine_required' })
  })
})
