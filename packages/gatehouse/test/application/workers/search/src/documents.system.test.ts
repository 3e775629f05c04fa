import { describe, expect, test } from 'vitest'
import { find, findIds, put, remove, tokenFor, useClients } from './testing/client.ts'

useClients()

describe('documents', () => {
  test('can be found once they are put, and are answered as they are', async () => {
    const writer = await tokenFor('write:search')
    const document = { title: 'Quokka', text: 'It smiles.\n\tAlways.' }
    const response = await put('quokka_1.0-a', document, writer)
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: 'quokka_1.0-a', ...document })
    expect(await findIds('quokka')).toEqual(['quokka_1.0-a'])
  })

  test('are found by their new words only once they are replaced', async () => {
    const writer = await tokenFor('write:search')
    await put('bird', { title: 'Kestrel', text: 'Hovers.' }, writer)
    expect((await put('bird', { title: 'Merlin', text: 'Dives.' }, writer)).status).toBe(200)
    expect(await findIds('kestrel')).toEqual([])
    expect(await findIds('hovers')).toEqual([])
    expect(await find('merlin')).toEqual([{ id: 'bird', title: 'Merlin', snippet: 'Dives.' }])
  })

  test('are gone once they are removed, and new when they are put again', async () => {
    const writer = await tokenFor('write:search')
    await put('fish', { title: 'Pike', text: 'Waits.' }, writer)
    expect((await remove('fish', writer)).status).toBe(204)
    expect(await findIds('pike')).toEqual([])
    const again = await remove('fish', writer)
    expect(again.status).toBe(404)
    expect(await again.json()).toMatchObject({ code: 'not_found' })
    expect((await put('fish', { title: 'Perch', text: 'Hides.' }, writer)).status).toBe(201)
    expect(await findIds('pike')).toEqual([])
    expect(await findIds('perch')).toEqual(['fish'])
  })

  test('put by twenty requests at once are one document, new once', async () => {
    const writer = await tokenFor('write:search')
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => put('newt', { title: 'Newt', text: `Number ${index}` }, writer)),
    )
    expect(responses.filter((response) => response.status === 201)).toHaveLength(1)
    expect(responses.filter((response) => response.status === 200)).toHaveLength(19)
    expect(await findIds('newt')).toEqual(['newt'])
    await remove('newt', writer)
    expect(await findIds('number')).toEqual([])
  })

  test('may be as long as the contract says', async () => {
    const writer = await tokenFor('write:search')
    const text = `${'é'.repeat(99_990)} axolotl`
    expect((await put('long', { title: 'Long', text }, writer)).status).toBe(201)
    expect(await findIds('axolotl')).toEqual(['long'])
  })

  test.each([
    ['an id of 65 characters', 'x'.repeat(65), { title: 'T', text: 'x' }],
    ['an id with a slash', 'a%2Fb', { title: 'T', text: 'x' }],
    ['an id with a space', 'a%20b', { title: 'T', text: 'x' }],
    ['no title', 'a', { text: 'x' }],
    ['an empty title', 'a', { title: '', text: 'x' }],
    ['a title of 201 characters', 'a', { title: 'x'.repeat(201), text: 'x' }],
    ['a text past the longest', 'a', { title: 'T', text: 'x'.repeat(100_001) }],
    ['a character that marks hits', 'a', { title: 'T', text: 'x\u0001y\u0002' }],
    ['half a surrogate pair', 'a', { title: '\ud800', text: 'x' }],
    ['a field that nobody knows', 'a', { title: 'T', text: 'x', boost: 9 }],
  ])('with %s are refused', async (_, id, body) => {
    const response = await put(id, body, await tokenFor('write:search'))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'request_invalid' })
  })

  test('are written by those only who have the scope, whatever they send', async () => {
    const reader = await tokenFor('read:payments')
    expect((await put('a', { nonsense: true }, null)).status).toBe(401)
    expect((await put('a', { nonsense: true }, reader)).status).toBe(403)
    expect((await remove('tokens', null)).status).toBe(401)
    expect((await remove('tokens', reader)).status).toBe(403)
    expect(await findIds('tokens')).toContain('tokens')
  })
})
