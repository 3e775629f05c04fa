import { defineConfig } from 'vitest/config'

// The tests of the library that run in workerd, and those of deno/, on Deno. One process for many files: starting one costs more than most of them.
export default defineConfig({
  root: '.',
  test: {
    name: 'deno',
    include: ['packages/**/*.workerd.test.ts', 'deno/test/platform.test.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    provide: { wycheproof: null },
  },
})
