import { resolve } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { SLOW_MACHINE_TIMEOUTS } from '../packages/gatehouse/src/testing/slow-machine.ts'

// The tests of the library that run in workerd, and those of deno/, on Deno. One process for many files: starting one costs more than most of them.
export default defineConfig({
  root: '.',
  // What deno.json puts in place of the parts of Cloudflare.
  resolve: {
    alias: [
      { find: 'cloudflare:workers', replacement: resolve('deno/cloudflare-workers.ts') },
      { find: /^\.{1,2}\/(?:.*\/)?body-limit\.ts$/, replacement: resolve('deno/platform/body-limit.ts') },
    ],
  },
  test: {
    name: 'deno',
    include: ['packages/**/*.workerd.test.ts', 'deno/test/platform.test.ts'],
    // It is about the store's own rules on a clock of its own, and long: workerd runs it.
    exclude: [...configDefaults.exclude, '**/key-flood.workerd.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    ...SLOW_MACHINE_TIMEOUTS,
    provide: { wycheproof: null },
  },
})
