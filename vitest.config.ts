import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { configDefaults, defineConfig } from 'vitest/config'
import { readWycheproofFiles } from './test/wycheproof.ts'

// Files share a process (or a workerd), one after the other: what a test changes for good is in the system that it starts, not
// in the process.
const SYSTEM_ENV = {
  // `npm test` has compiled the contracts, and test/prebuild.ts has built the Workers: no system that a test starts does it again.
  CONTRACTS_ARE_FRESH: 'yes',
  PREBUILT_WORKERS: 'dist/prebuilt',
  // Nothing here connects to anything but this machine.
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
}

// A system starts in two thirds of the time.
const QUICK_START = ['--import', new URL('test/roomy-miniflare.ts', import.meta.url).href]

// A busy machine takes its time.
const PATIENCE = { poll: { timeout: 10_000 } }

// Three rings: the access library in workerd, pure; the whole system through every Worker's own wrangler.toml; and a real
// browser in front of it.
export default defineConfig({
  test: {
    reporters: ['default'],
    globalSetup: ['test/end-processes.ts', 'test/prebuild.ts'],
    // A Worker is built from files that no test imports: in watch mode they run the tests again, and test/prebuild.ts builds first.
    forceRerunTriggers: [
      ...configDefaults.forceRerunTriggers,
      '**/{src,workers,origins}/**/*.{ts,json,sql,toml}',
      '**/wrangler.toml',
    ],
    // As many as a small machine has cores: what takes time is starting Workers.
    maxWorkers: 2,
    projects: [
      {
        plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-11-01' } })],
        // Their work is the processor's, and a busy machine takes its time.
        test: {
          name: 'access',
          isolate: false,
          include: ['test/access/**/*.test.ts'],
          testTimeout: 30_000,
          provide: { wycheproof: readWycheproofFiles(process.env['WYCHEPROOF_VECTORS']) },
        },
      },
      {
        test: {
          name: 'system',
          isolate: false,
          env: SYSTEM_ENV,
          execArgv: QUICK_START,
          include: ['test/{deno,gateway,road,scripts,system,tenant}/**/*.test.ts', 'workers/*/test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: PATIENCE,
        },
      },
      {
        test: {
          name: 'browser',
          isolate: false,
          env: SYSTEM_ENV,
          execArgv: QUICK_START,
          include: ['test/{browser,sdks}/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: PATIENCE,
        },
      },
    ],
  },
})
