// Tests a project with the published package, as it is packed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PackedProject, packedProject } from './packed-project.ts'

let project: PackedProject
beforeAll(async () => {
  project = await packedProject({
    'names.js': "console.log(Object.keys(await import('gatehouse/access')).includes('scopes'))\n",
  })
}, 300_000)
afterAll(() => project.remove())

test('the packed command runs in a project outside of this repository', async () => {
  expect(await project.gatehouse('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('gatehouse') })
})

test('the packed library is imported as JavaScript in a project outside of this repository', async () => {
  expect(await project.run('node', 'names.js')).toMatchObject({ code: 0, stdout: 'true\n' })
})
