// Shows how a tenant differs from what the project asks for; or prints the scopes and settings of the API, without asking a tenant.
import { readFileSync } from 'node:fs'
import { GENERATED } from '../contracts/compile.ts'
import { readTable } from '../project/compiled.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { planOf } from './plan/plan.ts'
import { renderDeployCli, renderTable, renderTerraform } from './plan/render.ts'
import { compile } from './contracts.ts'
import { isDone } from './tenant/present.ts'
import { readTenantRun, type TenantOptions } from './tenant/project.ts'
import { type OutputOptions, runPlan } from './tenant/run.ts'
import { readSettings } from './token/settings.ts'

/** Options of the command. */
export interface PlanOptions extends TenantOptions, OutputOptions {
  readonly check?: boolean
  readonly permissions?: boolean
  readonly terraform?: boolean
  readonly deployCli?: boolean
}

/** Prints the plan. With `check` a change sets the exit code. @throws CommandError when something needed is missing */
export async function printPlan(options: PlanOptions): Promise<void> {
  const { permissions = false, terraform = false, deployCli = false, check = false, audience } = options
  if (permissions || terraform || deployCli)
    return await printApi(terraform ? renderTerraform : deployCli ? renderDeployCli : renderTable, audience)
  const { plan } = await runPlan(await readTenantRun(options), options)
  if (check && !isDone(plan)) process.exitCode = 1
}

async function printApi(render: typeof renderTable, audience: string | undefined): Promise<void> {
  await compile()
  const { title } = await readProjectSettings()
  const permissions = JSON.parse(readFileSync(`${GENERATED}/permissions.json`, 'utf8')) as Record<string, string>
  const plan = planOf(audience ?? readSettings().audiences[0], permissions, (await readTable()).routes, title)
  console.log(render(plan).trimEnd())
}
