// Checks whether the gateway knows the address of each service in another technology.
import { readOrigins } from '../../gateway/upstream/origin-address.ts'
import type { Service } from '../../gateway/handler.ts'
import type { FormerName } from '../../tenant/variables.ts'
import { bad, type Finding, good, warning } from './finding.ts'

/** Looks at the addresses of the table and those in their place. @param source where the variables come from, in words */
export function checkOrigins(services: readonly Service[], variables: object, source: string): Finding[] {
  const { origins, problems, formerNames } = readOrigins(services, variables)
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
