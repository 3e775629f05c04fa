// A project that was written for an older version, with a domain, a claim, a service and an environment of its own, works with the packed
// package after one command and without an edit by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CreatedProject, createdProject } from './created-project.ts'

/** Workers are built, and tests run in another process. */
const LONG_MILLIS = 600_000

let project: CreatedProject
beforeAll(async () => {
  project = await createdProject(OWN_FILES)
  project.edit('workers/orders/src/index.ts', (text) =>
    text
      .replaceAll('ProblemError', 'Refusal')
      .replaceAll("'not_found'", "'resource_unknown'")
      .replace(
        "import { routes } from '../contract.ts'",
        "import { routes } from '../contract.ts'\n\nexport type { Refusal }",
      ),
  )
  project.edit('package.json', (text) => text.replace(/"gatehouse": "[^"]*"/, '"gatehouse": "^0.0.9"'))
  project.edit('wrangler.toml', (text) =>
    text
      .replace(/\[\[durable_objects\.bindings\]\]\nname = "PROOFS"\nclass_name = "ProofMemory"\n/, '')
      .replace(/\[\[migrations\]\]\n.*\n.*\n/, '')
      .replace(
        '[env.staging.vars]',
        '[env.qa.vars]\nALLOWED_ORIGINS = "https://app.qa.example.com"\n\n[env.staging.vars]',
      ),
  )
  project.edit('src/index.ts', (text) =>
    text
      .replace('import { TABLE }', "import { PROFILE } from './profile.ts'\nimport { TABLE }")
      .replace('{ table: TABLE }', '{ table: TABLE, profile: PROFILE }'),
  )
}, LONG_MILLIS)
afterAll(() => project.remove())

const OWN_FILES = {
  // Those that need what the upgrade changes: routes, and bindings of the gateway.
  'test/project.system.test.ts': `import { describeProject } from 'gatehouse/testing'

describeProject({ suites: ['contracts', 'binding'] })
`,
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

test(
  'the tests of the project are green after the upgrade, and its types and configurations are right',
  async () => {
    expect((await project.gatehouse('check')).code).toBe(1)
    const upgraded = await project.gatehouse('upgrade', '--no-install')
    expect(upgraded.code, upgraded.output).toBe(0)
    expect(project.read('package.json')).toMatch(/"gatehouse": "\^\d/)
    expect(project.read('package.json')).not.toContain('0.0.9')
    expect(project.read('wrangler.toml')).toContain('GATEHOUSE_ALLOWED_ORIGINS = "https://app.qa.example.com"')
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
