// Runs a deploy that sends nothing: every Worker is built as it would be sent, and every other step is only named.
import { writePatchedConfig } from './patched-config.ts'
import type { Effects } from './runner.ts'
import type { Wrangler } from './wrangler.ts'

/** The effects of a dry run. */
export function dryRunEffects(wrangler: Wrangler, print: Effects['print']): Effects {
  return {
    // The gateway of the first step has the same bundle as the last one.
    isOnlyNamed: ({ kind }) => kind !== 'deploy',
    run: async (step) => {
      if (step.kind !== 'deploy') return
      const patch = { ids: new Map<string, string>(), withoutServices: false }
      await wrangler(['deploy', '--dry-run', '--minify', '-c', writePatchedConfig(step.worker, patch)])
    },
    rollBack: () => Promise.resolve(),
    print,
    now: () => performance.now(),
  }
}
