// Checks whether the gateway knows the address of each service in another technology.
import { readAddedHeaders } from '../../gateway/upstream/origin-headers.ts'
import { readOrigins } from '../../gateway/upstream/origin-address.ts'
import type { Service } from '../../gateway/handler.ts'
import type { FormerName } from '../../tenant/variables.ts'
import { bad, type Finding, good, warning } from './finding.ts'

/**
 * Looks at the addresses of the table and those in their place, and at the variables of headers.
 *
 * @param source where the variables come from, in words
 * @param knownSecrets names of secrets that the gateway has, whose values are not at hand
 */
export function checkOrigins(
  services: readonly Service[],
  variables: object,
  source: string,
  knownSecrets: readonly string[] = [],
): Finding[] {
  const { origins, problems: ofAddresses, formerNames } = readOrigins(services, variables)
  const ofHeaders = services.flatMap((service) =>
    'origin' in service ? readAddedHeaders(service, variables).problems : [],
  )
  const problems = [...ofAddresses, ...ofHeaders.filter(({ variable }) => !knownSecrets.includes(variable))]
  const renamed = formerNames.map((name) => renamedVariable(name, source))
  if (problems.length > 0)
    return [
      ...problems.map(({ variable, problem, remedy }) =>
        bad('origins', `${variable} ${problem}`, `in ${source}: ${remedy}`),
      ),
      ...renamed,
    ]
  const places = [...origins].map(([name, origin]) => `${name} at ${origin}`)
  return [...(places.length === 0 ? [] : [good('origins', places.join(', '))]), ...renamed]
}

/** A variable under a name that is read no more in the next version. */
export function renamedVariable({ variable, replacement }: FormerName, source: string): Finding {
  const detail = `${variable} is called ${replacement} now, and the next version reads that name only`
  return warning('configuration', detail, `in ${source}: rename it`)
}
