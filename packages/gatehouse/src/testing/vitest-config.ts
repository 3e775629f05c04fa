// The entry `gatehouse/testing/config`: how a project's tests run, which is against its Workers as they would be deployed. They are built once
// a run.
import { configDefaults, defineConfig } from 'vitest/config'
import { programPath } from '../project/program.ts'
import { SLOW_MACHINE_TIMEOUTS } from './slow-machine.ts'
import { TEST_ENVIRONMENT } from './test-environment.ts'

/**
 * The vitest configuration of `gatehouse test`, for a project to extend. A project without a `vitest.config.ts` uses it as it is.
 *
 * @example
 * // vitest.config.ts
 * import testConfig from 'gatehouse/testing/config'
 * import { mergeConfig } from 'vitest/config'
 *
 * export default mergeConfig(testConfig, { test: { reporters: ['verbose'] } })
 */
export default defineConfig({
  test: {
    include: ['{src,workers,test}/**/*.test.ts'],
    globalSetup: ['./end-processes', './prebuild'].map((module) => programPath(import.meta.url, module)),
    setupFiles: [programPath(import.meta.url, './no-empty-table')],
    // Files share a process, one after the other, and with it the Workers that are still running.
    isolate: false,
    env: TEST_ENVIRONMENT,
    // A Worker is built from files that no test imports.
    forceRerunTriggers: [
      ...configDefaults.forceRerunTriggers,
      '**/{src,workers,origins}/**/*.{ts,json,sql,toml}',
      '**/wrangler.toml',
    ],
    ...SLOW_MACHINE_TIMEOUTS,
  },
})
