// Carries out the steps of a deploy: wrangler sends what is built, Cloudflare's API creates and queries the rest.
import type { Account } from './cloudflare.ts'
import { writePatchedConfig } from './patched-config.ts'
import type { Step } from './plan.ts'
import type { Effects } from './runner.ts'
import { type Secrets, withSecretsFile } from './secrets.ts'
import type { Target } from './targets.ts'

/** The tools for the steps. */
export interface EffectParts {
  readonly account: Account
  readonly secrets: Secrets
  /** Runs wrangler. @throws Error with its output when it fails */
  readonly wrangler: (args: readonly string[]) => Promise<string>
  /** Checks the configuration and the tenant. @throws Error with what is wrong */
  readonly doctor: () => Promise<void>
  /** Asks the deployed gateway. @throws Error with what is wrong */
  readonly smoke: () => Promise<void>
  readonly print: Effects['print']
}

/** The effects of a real deploy. */
export function deployEffects(parts: EffectParts): Effects {
  const { account, secrets, wrangler } = parts
  // The ids of namespaces by Worker and binding, for the deploy that binds them.
  const ids = new Map<string, Map<string, string>>()

  async function deploy(worker: Target, withoutServices: boolean): Promise<void> {
    const patch = { ids: ids.get(worker.name) ?? new Map<string, string>(), withoutServices }
    const own = worker.folder === 'gateway' ? secrets : {}
    const config = writePatchedConfig(worker, patch)
    await withSecretsFile(own, async (file) => {
      const withSecrets = file === undefined ? [] : ['--secrets-file', file]
      await wrangler(['deploy', '--minify', '-c', config, ...withSecrets])
    })
  }

  async function run(step: Step): Promise<void> {
    switch (step.kind) {
      case 'doctor':
        return await parts.doctor()
      case 'namespace': {
        const { binding, title } = step.namespace
        const id = (await account.namespaces()).get(title) ?? (await account.makeNamespace(title))
        ids.set(step.worker.name, new Map([...(ids.get(step.worker.name) ?? []), [binding, id]]))
        return
      }
      case 'database':
        return await account.makeDatabase(step.database)
      case 'migrate': {
        const config = writePatchedConfig(step.worker, { ids: new Map(), withoutServices: false })
        await wrangler(['d1', 'migrations', 'apply', step.database, '--remote', '-c', config])
        return
      }
      case 'bootstrap':
        return await deploy(step.worker, true)
      case 'deploy':
        return await deploy(step.worker, false)
      case 'smoke':
        return await parts.smoke()
    }
  }

  return {
    run,
    rollBack: (worker, before) => account.serve(worker.name, before, 'The smoke test of a later version failed'),
    print: parts.print,
    now: () => performance.now(),
  }
}
