// Brings a tenant of Auth0 to what the contracts and the settings of the project ask for, and the variables of the project to the tenant.
import { readTenantRun, type TenantOptions } from './tenant/project.ts'
import { type OutputOptions, runApply } from './tenant/run.ts'

/** Options of the command. */
export interface ApplyOptions extends TenantOptions, OutputOptions {
  readonly yes?: boolean
}

/** Shows the plan, asks, and applies it. @throws CommandError with an exit code for each kind of failure */
export async function apply(options: ApplyOptions): Promise<void> {
  await runApply(await readTenantRun(options), { ...options, yes: options.yes === true })
}
