// Reads the code of an Action. A Worker can't run code that it is given, so the local tenant knows the statements that set a claim of an
// access token, as `gatehouse tenant apply` and docs/auth0-setup.md write them, and the condition that an API is asked for. What they say of a
// login is in login-claims.ts, and the second factor is asked for without an Action.

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
  /^const login = loginOf\(event\.authentication\?\.methods \?\? \[\]\)$/,
  /^if \(!event\.transaction\?\.acr_values\?\.includes\('[^']+'\)\) return$/,
  /^const enrolled = \(event\.user\.enrolledFactors \?\? \[\]\)\.map\(\(\{ type \}\) => \(\{ type \}\)\)$/,
  /^(?:if \(enrolled\.length > 0\)|else) api\.authentication\.(?:challengeWithAny|enrollWithAny)\([^()]+\)$/,
  /^const setClaim = \(name, value\) => value == null \|\| api\.accessToken\.setCustomClaim\(name, value\);?$/,
]
/** The last line that is read: what a login says is known here. */
const LOGIN_FUNCTION = 'function loginOf(methods) {'
const CONDITION = /^if \(!(\[.*\])\.includes\(event\.resource_server\?\.identifier\)\) return;?$/
const CLAIM =
  /^(?:api\.accessToken\.setCustomClaim|setClaim)\((?:'([^'\\]+)'|("(?:[^"\\]|\\.)+")), (?:event((?:\??\.[A-Za-z_]\w*)+)|(login\.(?:auth_time|amr|acr)))\);?$/

/** Reads the statements. @returns `null` for code with another one */
export function readStatements(code: string): ActionStatements | null {
  let audiences: readonly string[] | null = null
  const claims: ClaimStatement[] = []
  for (const line of code.split('\n').map((text) => text.trim())) {
    if (line === LOGIN_FUNCTION) break
    if (IGNORED.some((pattern) => pattern.test(line))) continue
    const named = CONDITION.exec(line)?.[1]
    const [, plain, quoted, ofEvent, ofLogin] = CLAIM.exec(line) ?? []
    const source = ofEvent ?? ofLogin
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
