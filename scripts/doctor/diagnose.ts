// The whole examination, in the order in which things depend on each other.
import { ConfigurationError, parseConfiguration } from '../../src/tenant/configuration.ts'
import { type ApplicationParts, examineApplication } from './application.ts'
import { bad, type Finding, good } from './finding.ts'
import { examineTenant, type Instruments } from './tenant.ts'

/** What is examined besides the project itself. */
export interface Patient extends ApplicationParts {
  /** The gateway's variables and secrets. */
  readonly variables: object
  /** Where they come from, in words: `.dev.vars`. */
  readonly source: string
}

/** Examines configuration and tenant. */
export async function diagnose(patient: Patient, instruments: Instruments): Promise<Finding[]> {
  const { variables, source } = patient
  try {
    const configuration = parseConfiguration(variables)
    const { domains } = configuration
    const names = domains.map(({ origin }) => origin).join(', ')
    const tenants = await Promise.all(domains.map((domain) => examineTenant(domain, instruments)))
    const isReached = !(tenants[0] ?? []).some(({ check, state }) => check === 'discovery' && state === 'bad')
    return [
      good('configuration', `${source} names the tenant ${names}`),
      ...tenants.flat(),
      ...(isReached ? await examineApplication(configuration, patient, instruments) : []),
    ]
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.problems.map(({ variable, problem, remedy }) =>
      bad('configuration', `${variable} ${problem}`, `in ${source}: ${remedy}`),
    )
  }
}
