// Reads the code of an Action. A Worker can't run code that it is given, so the local tenant knows the statements that set a claim of an
// access token, as `gatehouse tenant apply` and docs/auth0-setup.md write them, and the condition that an API is asked for.

/** A claim, and where it comes from in the event of a login: `['user', 'email']`. */
export type ClaimStatement = { claim: string; source: readonly string[] }

/** What an Action does. */
export type ActionStatements = {
  /** The APIs whose tokens get the claims; `null` for every API. */
  audiences: readonly string[] | null
  claims: readonly ClaimStatement[]
}

const IGNORED = [
  /^$/,
  /^\/\//,
  /^exports\.onExecutePostLogin = async \(event, api\) => \{$/,
  /^\};?$/,
  /^const setClaim = \(name, value\) => value == null \|\| api\.accessToken\.setCustomClaim\(name, value\);?$/,
]
const CONDITION = /^if \(!(\[.*\])\.includes\(event\.resource_server\?\.identifier\)\) return;?$/
const CLAIM =
  /^(?:api\.accessToken\.setCustomClaim|setClaim)\((?:'([^'\\]+)'|("(?:[^"\\]|\\.)+")), event((?:\??\.[A-Za-z_]\w*)+)\);?$/

/** Reads the statements. @returns `null` for code with another one */
export function readStatements(code: string): ActionStatements | null {
  let audiences: readonly string[] | null = null
  const claims: ClaimStatement[] = []
  for (const line of code.split('\n').map((text) => text.trim())) {
    if (IGNORED.some((pattern) => pattern.test(line))) continue
    const named = CONDITION.exec(line)?.[1]
    const [, plain, quoted, source] = CLAIM.exec(line) ?? []
    if (named !== undefined) audiences = parseJson(named) as string[] | null
    else if (source !== undefined) {
      const claim = plain ?? (parseJson(quoted ?? '""') as string)
      claims.push({ claim, source: source.split(/\??\./).filter((part) => part !== '') })
    } else return null
  }
  return { audiences, claims }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Returns the value at a place of an event; `undefined` where there is none. */
export function valueAt(event: unknown, source: readonly string[]): unknown {
  return source.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    event,
  )
}
