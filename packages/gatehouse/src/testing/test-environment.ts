// The environment of the tests that start systems.

/** The variables of every process that tests start. */
export const TEST_ENVIRONMENT = {
  // The contracts are compiled, and prebuild.ts has built the Workers: no system that a test starts does it again.
  CONTRACTS_ARE_FRESH: 'yes',
  PREBUILT_WORKERS: 'dist/prebuilt',
  // Tests connect to this machine only.
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  // Nobody looks at the pages that wrangler adds to each system. Without them, a system starts with a fifth less work.
  X_LOCAL_EXPLORER: 'false',
  X_LOCAL_OBSERVABILITY: 'false',
}
