// Whether the gateway would know where each service in another technology is.
import { readOrigins } from '../../src/gateway/origin-address.ts'
import type { Service } from '../../src/gateway/services.ts'
import { bad, type Finding, good } from './finding.ts'

/** Looks at the addresses of the table and those in their place. @param source where the variables come from, in words */
export function examineOrigins(services: readonly Service[], variables: object, source: string): Finding[] {
  const { origins, problems } = readOrigins(services, variables)
  if (problems.length > 0)
    return problems.map(({ variable, problem, remedy }) =>
      bad('origins', `${variable} ${problem}`, `in ${source}: ${remedy}`),
    )
  const places = [...origins].map(([name, origin]) => `${name} at ${origin}`)
  return places.length === 0 ? [] : [good('origins', places.join(', '))]
}
