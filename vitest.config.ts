import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// `npm test` compiles the contracts once; wrangler need not do it again for every system that a test starts.
const CONTRACTS_ARE_FRESH = { CONTRACTS_ARE_FRESH: 'yes' }

// Three rings: the access library in workerd, pure; the whole system through every Worker's own wrangler.toml; and a real
// browser in front of it.
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-11-01' } })],
        test: { name: 'access', include: ['test/access/**/*.test.ts'] },
      },
      {
        test: {
          name: 'system',
          env: CONTRACTS_ARE_FRESH,
          include: ['test/{gateway,road,system,tenant}/**/*.test.ts', 'workers/*/test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          env: CONTRACTS_ARE_FRESH,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
