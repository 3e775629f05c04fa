// Tests GET /ready, which monitors and load balancers use.
import { expect, test } from 'vitest'
import { readTable } from '../../src/project/compiled.ts'
import { withSystem } from '../../src/testing/system.ts'

test('a system that works is ready, and names its parts', async () => {
  await withSystem({}, async (system) => {
    const answer = await system.fetch('/ready')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const names = ['keys', ...(await readTable()).services.map(({ name }) => name)]
    const { ready, parts } = (await answer.json()) as { ready: boolean; parts: { name: string; ready: boolean }[] }
    expect(ready).toBe(true)
    expect(parts.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    expect(parts.every((part) => part.ready)).toBe(true)
  })
})

test.each([
  ['a service is missing', { without: ['search'] }, 'search'],
  ['no key can be had', { vars: { AUTH0_DOMAIN: 'http://127.0.0.1:9' } }, 'keys'],
])('when %s it is not ready, says so, and is alive all the same', async (_title, options, part) => {
  await withSystem(options, async (system) => {
    const answer = await system.fetch('/ready')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    const { ready, parts } = (await answer.json()) as { ready: boolean; parts: { name: string; ready: boolean }[] }
    expect(ready).toBe(false)
    expect(parts.filter((one) => !one.ready).map(({ name }) => name)).toEqual([part])
    expect((await system.fetch('/health')).status).toBe(200)
  })
})
