// The environments that everything can be deployed to, and what things are called there. In production they have the names
// that stand at the top of each wrangler.toml, elsewhere those with the environment behind.

/** Every environment, the careful one first. */
export const ENVIRONMENTS = ['staging', 'production'] as const

/** Where a deploy goes to. */
export type Environment = (typeof ENVIRONMENTS)[number]

/** The environment that a deploy goes to when nobody says otherwise. */
export const DEFAULT_ENVIRONMENT: Environment = 'production'

/** The name of a Worker, a database or a bucket in an environment. @param name as the top of a wrangler.toml has it */
export function nameIn(environment: Environment, name: string): string {
  return environment === DEFAULT_ENVIRONMENT ? name : `${name}-${environment}`
}

/** The environment of this name. @throws TypeError when there is none */
export function environmentOf(name: string): Environment {
  const found = ENVIRONMENTS.find((environment) => environment === name)
  if (found === undefined)
    throw new TypeError(`there is no environment "${name}": use one of ${ENVIRONMENTS.join(', ')}`)
  return found
}
