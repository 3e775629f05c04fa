// Runs the commands `gatehouse tenant plan` and `apply`: credentials, scopes, the connection, and the output for people or machines.
import { env } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyTenant, planTenant, type RunResult, type TenantRun } from './apply.ts'
import { checkScopes, managementToken, neededScopes, scopesIn } from './credentials.ts'
import { connectManagement } from './management-client.ts'

/** How the output is. */
export interface OutputOptions {
  readonly json?: boolean
  readonly tokenStdin?: boolean
}

/** Shows what would change. @throws TenantError */
export async function runPlan(run: TenantRun, options: OutputOptions): Promise<RunResult> {
  return await withOutput(options, async (print) => planTenant(run, { ...(await partsOf(run, options, false)), print }))
}

/** Changes it. @throws TenantError */
export async function runApply(
  run: TenantRun,
  options: OutputOptions & { readonly yes: boolean; readonly print?: (text: string) => void },
): Promise<RunResult> {
  const asks = process.stdin.isTTY && process.stdout.isTTY && options.json !== true && options.tokenStdin !== true
  const parts = await partsOf(run, options, true)
  return await withOutput(options, (print) =>
    applyTenant(run, {
      ...parts,
      print: options.print ?? print,
      yes: options.yes,
      confirm: asks ? confirmAtTerminal : null,
    }),
  )
}

async function partsOf(run: TenantRun, { tokenStdin }: OutputOptions, writes: boolean) {
  const { origin, desired, prune } = run
  const readToken = tokenStdin === true ? () => text(process.stdin) : null
  const { MANAGEMENT_TOKEN, MANAGEMENT_CLIENT_ID, MANAGEMENT_CLIENT_SECRET, AUTH0_EVENT_STREAM_TOKEN } = env
  const environment = { MANAGEMENT_TOKEN, MANAGEMENT_CLIENT_ID, MANAGEMENT_CLIENT_SECRET }
  const token = await managementToken(origin, { environment, readToken })
  checkScopes(scopesIn(token), neededScopes(desired, { writes, prune }))
  const management = await connectManagement({ origin, token, fetch, sleep, now: Date.now })
  // The first of two is the new one.
  return { management, sleep, eventToken: AUTH0_EVENT_STREAM_TOKEN?.split(',')[0]?.trim() || null }
}

async function confirmAtTerminal(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^yes$/i.test((await lines.question(`${question} Only "yes" applies it: `)).trim())
  } finally {
    lines.close()
  }
}

// Machines get one object, and what is done meanwhile goes to standard error.
async function withOutput(
  { json = false }: OutputOptions,
  use: (print: (text: string) => void) => Promise<RunResult>,
): Promise<RunResult> {
  const result = await use(json ? (line) => console.error(line) : (line) => console.log(line))
  if (json) console.log(JSON.stringify(describe(result), null, 2))
  return result
}

function describe({ plan, applied, unavailable }: RunResult) {
  const { tenant, environment, changes, variables } = plan
  return {
    tenant,
    environment,
    changes: changes.steps.map(({ sign, title, details }) => ({ sign, title, details })),
    drift: changes.drift,
    variables: variables.map(({ sign, name, value, isSecret }) => ({ sign, name, value, isSecret })),
    applied: applied.map(({ title }) => title),
    unavailable,
  }
}
