import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { SLOW_MACHINE_TIMEOUTS } from './packages/gatehouse/src/testing/slow-machine.ts'
import { TEST_ENVIRONMENT } from './packages/gatehouse/src/testing/test-environment.ts'
import { readWycheproofFiles } from './packages/gatehouse/src/testing/wycheproof.ts'

// What the local tenant is bundled with, for its tests without a bundle.
const LOCAL_TENANT_ALIASES = {
  'gatehouse-permissions': resolve('packages/gatehouse/test/application/src/generated/permissions.json'),
  'gatehouse-tenant': resolve('packages/gatehouse/src/testing/tenant/default-settings.json'),
}

// A table of tests that finds nothing to walk is red.
const NO_EMPTY_TABLE = 'packages/gatehouse/src/testing/no-empty-table.ts'

// The tests of the library stand on an application of their own.
const WORKING_DIRECTORY = 'packages/gatehouse/test/working-directory.ts'

// What a new domain or project is copied from, and what is built: tests of theirs run in a project.
const NOT_OURS = [...configDefaults.exclude, 'packages/{gatehouse/templates,create-gatehouse/template}/**', 'dist/**']

// Whole systems first and what is quick last, so that no test runs alone at the end.
const PROJECTS = ['browser', 'system', 'workerd', 'node']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => PROJECTS.indexOf(a.project.name) - PROJECTS.indexOf(b.project.name))
  }
}

// Files share a process (or a workerd), one after the other: what a test changes for good is in the system that it starts, not
// in the process.
//
// By their suffix: the access library in workerd, pure; pure ones in Node; the whole system through every Worker's own
// configuration; and a real browser in front of it.
export default defineConfig({
  test: {
    reporters: ['default'],
    globalSetup: [
      'packages/gatehouse/src/testing/end-processes.ts',
      'packages/gatehouse/test/prebuild-applications.ts',
    ],
    // A Worker is built from files that no test imports: in watch mode they run the tests again, and packages/gatehouse/src/testing/prebuild.ts builds first.
    forceRerunTriggers: [
      ...configDefaults.forceRerunTriggers,
      '**/{src,workers,origins}/**/*.{ts,json,sql,toml}',
      '**/wrangler.toml',
    ],
    // One more than a small machine has cores: a test often waits for another program. With four the whole run took longer.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-11-01' } })],
        test: {
          name: 'workerd',
          setupFiles: [NO_EMPTY_TABLE],
          isolate: false,
          include: ['**/*.workerd.test.ts'],
          exclude: NOT_OURS,
          ...SLOW_MACHINE_TIMEOUTS,
          provide: { wycheproof: readWycheproofFiles(process.env['WYCHEPROOF_VECTORS']) },
        },
      },
      {
        resolve: { alias: LOCAL_TENANT_ALIASES },
        test: {
          name: 'node',
          setupFiles: [NO_EMPTY_TABLE, WORKING_DIRECTORY],
          isolate: false,
          include: ['{packages,tools}/**/*.test.ts'],
          exclude: [...NOT_OURS, '**/*.{workerd,system,browser}.test.ts'],
          ...SLOW_MACHINE_TIMEOUTS,
        },
      },
      {
        resolve: { alias: LOCAL_TENANT_ALIASES },
        test: {
          name: 'system',
          setupFiles: [NO_EMPTY_TABLE, WORKING_DIRECTORY],
          isolate: false,
          env: TEST_ENVIRONMENT,
          include: ['**/*.system.test.ts'],
          exclude: NOT_OURS,
          ...SLOW_MACHINE_TIMEOUTS,
        },
      },
      {
        test: {
          name: 'browser',
          setupFiles: [NO_EMPTY_TABLE, WORKING_DIRECTORY],
          isolate: false,
          env: TEST_ENVIRONMENT,
          include: ['**/*.browser.test.ts'],
          exclude: NOT_OURS,
          ...SLOW_MACHINE_TIMEOUTS,
        },
      },
    ],
  },
})
