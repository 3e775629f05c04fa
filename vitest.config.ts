import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

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
          include: ['test/{gateway,road,system,tenant}/**/*.test.ts', 'workers/*/test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
