// The whole examination, in the order in which things depend on each other.
import { type Service, SERVICES } from '../../src/gateway/services.ts'
import { ConfigurationError, parseConfiguration } from '../../src/tenant/configuration.ts'
import { type ApplicationParts, examineApplication } from './application.ts'
import { readVariables } from '../../src/tenant/variables.ts'
import { bad, type Finding, good } from './finding.ts'
import { examineOrigins, renamedVariable } from './origins.ts'
import { examineTenant, type Instruments } from './tenant.ts'

/** What is examined besides the project itself. */
export interface Patient extends ApplicationParts {
  /** The gateway's variables and secrets. */
  readonly variables: object
  /** Where they come from, in words: `.dev.vars`. */
  readonly source: string
  /** The table of services; the project's own unless it says otherwise. */
  readonly services?: readonly Service[]
}

/** Examines configuration and tenant. */
export async function diagnose(patient: Patient, instruments: Instruments): Promise<Finding[]> {
  const { variables, source, services = SERVICES } = patient
  const origins = examineOrigins(services, variables, source)
  const renamed = readVariables(variables).formerNames.map((name) => renamedVariable(name, source))
  try {
    const configuration = parseConfiguration(variables)
    const { domains } = configuration
    const names = domains.map(({ issuer }) => issuer.replace(/\/$/, '')).join(', ')
    const tenants = await Promise.all(
      domains.map((domain) => examineTenant(domain, configuration.algorithms, instruments)),
    )
    const isReached = !(tenants[0] ?? []).some(({ check, state }) => check === 'discovery' && state === 'bad')
    return [
      good('configuration', `${source} names the tenant ${names}`),
      ...renamed,
      ...origins,
      ...tenants.flat(),
      ...(isReached ? await examineApplication(configuration, patient, instruments) : []),
    ]
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const problems = error.problems.map(({ variable, problem, remedy }) =>
      bad('configuration', `${variable} ${problem}`, `in ${source}: ${remedy}`),
    )
    return [...problems, ...renamed, ...origins]
  }
}
