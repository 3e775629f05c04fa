// Plans and applies what a tenant must have. A run that ends anywhere leaves a tenant that the next run finishes: nothing is remembered
// but in the tenant itself, where everything of ours has a mark.
import type { ManagementClient } from 'auth0'
import { CommandError } from '../command-error.ts'
import { findApplications, type KnownApplications } from './application-changes.ts'
import { planChanges } from './changes.ts'
import { readCurrent } from './current.ts'
import type { Desired } from './desired.ts'
import { executeStep, type Made, madeBefore } from './execute.ts'
import { failureOf, isUnavailable, TenantError } from './failures.ts'
import { isDone, type Plan, renderPlan } from './present.ts'
import type { Step } from './step.ts'
import {
  compareVariables,
  makeSecret,
  SECRET_VARIABLES,
  type SecretPurpose,
  type TenantValues,
  type VariableChange,
  type VariablesFile,
} from './variables.ts'

/** What a run is about. */
export interface TenantRun {
  /** The tenant's own domain, without a closing slash. */
  readonly origin: string
  readonly environment: string
  readonly desired: Desired
  readonly known: KnownApplications
  /** The ids are those of the run. */
  readonly values: Omit<TenantValues, 'clientId' | 'exchangeClientId' | 'pagesClientId'>
  readonly file: VariablesFile
  readonly prune: boolean
}

/** The tools of a run. */
export interface RunParts {
  readonly management: ManagementClient
  readonly print: (text: string) => void
  readonly sleep: (millis: number) => Promise<void>
  readonly eventToken: string | null
}

/** The tools of a run that changes something. */
export interface ApplyParts extends RunParts {
  /** Asks whether to go on; `null` where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null
  /** Whether to go on without a question. */
  readonly yes: boolean
}

/** The result of a run. */
export interface RunResult {
  readonly plan: Plan
  readonly applied: readonly Step[]
  /** What the plan of the tenant does not have, each a sentence. */
  readonly unavailable: readonly string[]
}

interface Planned {
  readonly plan: Plan
  readonly made: Made
  readonly clientSecrets: ClientSecrets
}

/** The secrets of the applications that are there. */
type ClientSecrets = Readonly<Partial<Record<SecretPurpose, string>>>

/** Plans, and shows it. @throws TenantError */
export async function planTenant(run: TenantRun, parts: RunParts): Promise<RunResult> {
  const { plan } = await makePlan(run, parts.management)
  parts.print(renderPlan(plan))
  return { plan, applied: [], unavailable: [] }
}

/** Plans, shows it, asks, and applies. @throws TenantError */
export async function applyTenant(run: TenantRun, parts: ApplyParts): Promise<RunResult> {
  const planned = await makePlan(run, parts.management)
  const { plan } = planned
  parts.print(renderPlan(plan))
  if (isDone(plan)) return { plan, applied: [], unavailable: [] }
  if (run.file.secretsFault !== null && !run.file.isUndeployed)
    throw new TenantError('unavailable', run.file.secretsFault)
  await confirm(parts)
  const { applied, unavailable } = await applySteps(plan.changes.steps, run.origin, { ...parts, made: planned.made })
  await writeVariables(run, planned, parts)
  parts.print(`Done: ${applied.length} changes of the tenant.`)
  return { plan, applied, unavailable }
}

async function makePlan(run: TenantRun, management: ManagementClient): Promise<Planned> {
  const { origin, environment, desired, known, file, prune } = run
  try {
    const current = await readCurrent(management, desired)
    const changes = planChanges(desired, current, { known, prune })
    const made = madeBefore(findApplications(desired, current, known), current)
    const clientSecrets = await readSecrets(made, management, {})
    const variables = variableChanges(run, made, clientSecrets)
    return { plan: { tenant: origin, environment, changes, source: file.source, variables }, made, clientSecrets }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw failureOf(error, origin)
  }
}

async function readSecrets(
  { applications }: Made,
  management: ManagementClient,
  known: ClientSecrets,
): Promise<ClientSecrets> {
  const secrets: Partial<Record<SecretPurpose, string>> = { ...known }
  for (const purpose of Object.keys(SECRET_VARIABLES) as SecretPurpose[]) {
    const id = applications.get(purpose)
    if (id === undefined || secrets[purpose] !== undefined) continue
    const client = await management.clients.get(id, { fields: 'client_secret', include_fields: true })
    if (client.client_secret !== undefined) secrets[purpose] = client.client_secret
  }
  return secrets
}

function variableChanges({ file, values }: TenantRun, made: Made, clientSecrets: ClientSecrets): VariableChange[] {
  const { variables, secrets } = file
  const isCurrent = (purpose: SecretPurpose): boolean => {
    const { secret: name } = SECRET_VARIABLES[purpose]
    return variables[name] === undefined ? secrets.includes(name) : variables[name] === clientSecrets[purpose]
  }
  return compareVariables(file, { ...values, ...idsOf(made, values.withLogin) }, isCurrent)
}

function idsOf({ applications }: Made, withLogin: boolean) {
  const pagesClientId = applications.get('pages') ?? null
  return {
    clientId: withLogin ? (applications.get('login') ?? null) : pagesClientId,
    pagesClientId,
    exchangeClientId: applications.get('exchange') ?? null,
  }
}

async function confirm({ confirm: ask, yes }: ApplyParts): Promise<void> {
  if (yes) return
  if (ask === null)
    throw new TenantError(
      'unconfirmed',
      'Nothing was changed: there is no terminal to confirm the plan at; --yes applies it',
    )
  if (!(await ask('Apply this plan?'))) throw new TenantError('unconfirmed', 'Nothing was changed.')
}

async function applySteps(
  steps: readonly Step[],
  origin: string,
  parts: ApplyParts & { readonly made: Made },
): Promise<{ applied: readonly Step[]; unavailable: readonly string[] }> {
  const applied: Step[] = []
  const unavailable: string[] = []
  for (const [index, step] of steps.entries()) {
    const place = `[${index + 1}/${steps.length}] ${step.sign} ${step.title}`
    try {
      await executeStep(step, parts)
      applied.push(step)
      parts.print(`  ✓ ${place}`)
    } catch (error) {
      if (step.optional !== undefined && isUnavailable(error)) {
        unavailable.push(`The plan of the tenant does not have the ${step.title}. ${step.optional}.`)
        parts.print(`  – ${place}\n    ${unavailable.at(-1)}`)
        continue
      }
      parts.print(`  ✗ ${place}`)
      throw failureOf(error, origin)
    }
  }
  return { applied, unavailable }
}

async function writeVariables(run: TenantRun, { made, clientSecrets }: Planned, parts: ApplyParts): Promise<void> {
  const { file, origin } = run
  let known = clientSecrets
  try {
    known = await readSecrets(made, parts.management, known)
  } catch (error) {
    throw failureOf(error, origin)
  }
  const changes = variableChanges(run, made, known)
  if (changes.length === 0) return
  const variables = changes.flatMap(({ name, value, isSecret }) => (isSecret || value === null ? [] : [[name, value]]))
  const secrets = changes.flatMap(({ name, isSecret }) => {
    if (!isSecret) return []
    const purpose = (Object.keys(SECRET_VARIABLES) as SecretPurpose[]).find(
      (one) => SECRET_VARIABLES[one].secret === name,
    )
    const value = purpose === undefined ? makeSecret() : known[purpose]
    return value === undefined ? [] : [[name, value] as const]
  })
  const isLeft = file.secretsFault !== null && secrets.length > 0
  await file.write(Object.fromEntries(variables), isLeft ? {} : Object.fromEntries(secrets))
  if (variables.length > 0) parts.print(`  ✓ ${variables.map(([name]) => name).join(', ')} in ${file.source}`)
  if (isLeft) parts.print(`  – ${secrets.map(([name]) => name).join(', ')}: ${file.secretsFault}. Then run this again.`)
  else if (secrets.length > 0) parts.print(`  ✓ ${secrets.map(([name]) => name).join(', ')} handed over, not shown`)
}
