// A project that was written for an older version, with a domain, a claim, a service and an environment of its own, works with the packed
// package after one command and without an edit by hand.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usualAnswers } from '../../../create-gatehouse/src/answers.ts'
import { writeProject } from '../../../create-gatehouse/src/write-project.ts'
import { type PackedProject, packedProject } from '../../../../tools/package/packed-project.ts'

/** Workers are built, and tests run in another process. */
const LONG_MILLIS = 600_000

let project: PackedProject
beforeAll(async () => {
  project = await packedProject({ ...newProject(), ...OWN_FILES })
  edit('workers/orders/src/index.ts', (text) =>
    text
      .replaceAll('ProblemError', 'Refusal')
      .replaceAll("'not_found'", "'resource_unknown'")
      .replace(
        "import { routes } from '../contract.ts'",
        "import { routes } from '../contract.ts'\n\nexport type { Refusal }",
      ),
  )
  edit('package.json', (text) => text.replace(/"gatehouse": "[^"]*"/, '"gatehouse": "^0.0.9"'))
  edit('wrangler.toml', (text) =>
    text
      .replace(/\[\[durable_objects\.bindings\]\]\nname = "PROOFS"\nclass_name = "ProofMemory"\n/, '')
      .replace(/\[\[migrations\]\]\n.*\n.*\n/, '')
      .replace(
        '[env.staging.vars]',
        '[env.qa.vars]\nALLOWED_ORIGINS = "https://app.qa.example.com"\n\n[env.staging.vars]',
      ),
  )
  edit('src/index.ts', (text) =>
    text
      .replace('import { TABLE }', "import { PROFILE } from './profile.ts'\nimport { TABLE }")
      .replace('{ table: TABLE }', '{ table: TABLE, profile: PROFILE }'),
  )
}, LONG_MILLIS)
afterAll(() => project.remove())

function newProject(): Record<string, string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'gatehouse-old-')), 'my-api')
  writeProject(folder, { ...usualAnswers(), folder, name: 'my-api', packageManager: 'npm' })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name)
    return [relative(folder, path), readFileSync(path, 'utf8')] as const
  })
  rmSync(join(folder, '..'), { recursive: true })
  return Object.fromEntries(texts)
}

const OWN_FILES = {
  'src/profile.ts': `import type { ProfileOf, ProfileShape } from 'gatehouse/access'

export const PROFILE = {
  department: { claim: 'department', type: 'text', description: 'Where the user works' },
} as const satisfies ProfileShape

declare module 'gatehouse/access' {
  interface Profile extends ProfileOf<typeof PROFILE> {}
}
`,
  'origins/reports/service.ts': `import { defineOrigin } from 'gatehouse/config'

export const service = defineOrigin({ origin: 'https://reports.example.com', publicOperations: ['listReports'] })
`,
  'origins/reports/openapi.json': JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Reports', version: '1', description: 'Reports.' },
    paths: { '/reports': { get: { operationId: 'listReports', responses: { 200: { description: 'All of them' } } } } },
  }),
}

const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')
const edit = (path: string, change: (text: string) => string): void => {
  const text = change(read(path))
  expect(text).not.toBe(read(path))
  project.write({ [path]: text })
}

test(
  'the tests of the project are green after the upgrade, and its types and configurations are right',
  async () => {
    expect((await project.gatehouse('check')).code).toBe(1)
    const upgraded = await project.gatehouse('upgrade', '--no-install')
    expect(upgraded.code, upgraded.output).toBe(0)
    expect(read('package.json')).toMatch(/"gatehouse": "\^\d/)
    expect(read('package.json')).not.toContain('0.0.9')
    expect(read('wrangler.toml')).toContain('GATEHOUSE_ALLOWED_ORIGINS = "https://app.qa.example.com"')
    for (const command of [['check'], ['contracts'], ['types'], ['test'], ['deploy', '--dry-run', '--env', 'qa']]) {
      const ran = await project.gatehouse(...command)
      expect(ran.code, ran.output).toBe(0)
    }
    const types = await project.run('tsc')
    expect(types.code, types.output).toBe(0)
    expect((await project.gatehouse('upgrade', '--no-install')).output).toContain('is up to date')
  },
  LONG_MILLIS,
)
