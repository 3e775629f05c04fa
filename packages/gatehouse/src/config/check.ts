// Checks of values that no compiler has seen. A check finds everything that is wrong and says each as a sentence, with the path of the
// member and what it takes.

/** Finds what is wrong with a value. @param path where it is; empty at the root */
export type Check = (value: unknown, path: string) => readonly string[]

/** A value for which a function says that it is right. @param takes what it must be, in words */
export function value(isRight: (value: unknown) => boolean, takes: string): Check {
  return (given, path) => (isRight(given) ? [] : [`${path} takes ${takes}, not ${inWords(given)}`])
}

/** A text that a regular expression matches. */
export function text(pattern: RegExp, takes: string): Check {
  return value((given) => typeof given === 'string' && pattern.test(given), takes)
}

/** A text that another check takes too. */
export function both(first: Check, second: Check): Check {
  return (given, path) => {
    const wrong = first(given, path)
    return wrong.length > 0 ? wrong : second(given, path)
  }
}

/** One of these texts. */
export function oneOf(...options: readonly string[]): Check {
  const quoted = options.map((option) => `"${option}"`)
  return value(
    (given) => typeof given === 'string' && options.includes(given),
    `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`,
  )
}

/** A list of values that are all held to one check. */
export function listOf(item: Check, takes: string, least = 0): Check {
  return (given, path) =>
    Array.isArray(given) && given.length >= least
      ? given.flatMap((one: unknown, index) => item(one, `${path}[${index}]`))
      : [`${path} takes ${takes}, not ${inWords(given)}`]
}

/** A table of values by names that the project chooses. */
export const table: Check = value(isTable, 'an object')

/** A table whose names fit a pattern, and whose values are all held to one check. @param what the names are, in words */
export function recordOf(item: Check, pattern: RegExp, what: string): Check {
  return (given, path) => {
    if (!isTable(given)) return table(given, path)
    return Object.entries(given).flatMap(([name, member]) =>
      pattern.test(name) ? item(member, `${path}.${name}`) : [`${path}.${name} is not ${what}`],
    )
  }
}

/** An object with no other members than these. A member that is undefined counts as absent. @param required those that must be there */
export function members(known: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  const names = Object.keys(known)
  return (given, path) => {
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
    if (!isTable(given))
      return [`${path === '' ? 'it' : path} takes an object with ${names.join(', ')}, not ${inWords(given)}`]
    const present = Object.entries(given).filter(([, member]) => member !== undefined)
    const missing = required.filter((name) => given[name] === undefined)
    return [
      ...missing.map((name) => `${at(name)} is missing`),
      ...present.flatMap(([name, member]) => {
        const check = Object.hasOwn(known, name) ? known[name] : undefined
        return (
          check?.(member, at(name)) ?? [
            `${at(name)} is unknown: ${path === '' ? 'known' : `known in ${path}`} are ${names.join(', ')}`,
          ]
        )
      }),
    ]
  }
}

function isTable(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function inWords(given: unknown): string {
  if (typeof given === 'function') return 'a function'
  return JSON.stringify(given) ?? String(given)
}
