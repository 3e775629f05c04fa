// Writes the code of the Action that adds claims to access tokens after a login.
import { MULTI_FACTOR_ACR } from '../../access/index.ts'
import type { ClaimSource } from '../../config/auth0-config.ts'

/** A claim under its whole name, and where it comes from. */
export interface ActionClaim {
  readonly claim: string
  readonly source: ClaimSource
}

/** What the Action is for. */
export interface ClaimsActionParts {
  readonly project: string
  /** The APIs whose tokens get the claims. */
  readonly audiences: readonly string[]
  readonly claims: readonly ActionClaim[]
  /** The prefix of `auth_time`, `amr` and `acr`, which Auth0 lets no Action set under their own names; `null` where no route asks for them. */
  readonly loginPrefix: string | null
}

/** The code, one statement a line, in the order of the claims. */
export function claimsAction({ project, audiences, claims, loginPrefix }: ClaimsActionParts): string {
  const statements = claims.map(({ claim, source }) => {
    const [root = '', ...members] = source.split('.')
    // An Action may not fail for a person who lacks a member: the login would fail with it.
    return `  setClaim(${JSON.stringify(claim)}, event.${[root, ...members].join('?.')})`
  })
  return `// Written by \`gatehouse tenant apply\` for ${project}: a change here is overwritten by the next one.
exports.onExecutePostLogin = async (event, api) => {
  if (!${JSON.stringify(audiences)}.includes(event.resource_server?.identifier)) return
  const setClaim = (name, value) => value == null || api.accessToken.setCustomClaim(name, value)
${[...statements, ...(loginPrefix === null ? [] : loginStatements(loginPrefix))].join('\n')}
}
${loginPrefix === null ? '' : LOGIN_FUNCTION}`
}

function loginStatements(prefix: string): string[] {
  return [
    '  const login = loginOf(event.authentication?.methods ?? [])',
    ...['auth_time', 'amr', 'acr'].map((name) => `  setClaim(${JSON.stringify(`${prefix}/${name}`)}, login.${name})`),
  ]
}

// An event without methods, such as that of a renewal, gives no claim, and the gateway asks for a new login then.
const LOGIN_FUNCTION = `
// A second factor of an earlier login than the last one does not count.
function loginOf(methods) {
  const secondsOf = ({ timestamp }) => Math.floor(Date.parse(timestamp) / 1000)
  const timeOf = (some) => Math.max(0, ...some.map(secondsOf))
  const first = timeOf(methods.filter(({ name }) => name !== 'mfa'))
  const second = timeOf(methods.filter(({ name }) => name === 'mfa'))
  const isMultiFactor = second > 0 && second >= first
  const time = Math.max(first, second)
  if (!(time > 0)) return {}
  const names = methods.map(({ name }) => name).filter((name) => name !== 'mfa' || isMultiFactor)
  return { auth_time: time, amr: [...new Set(names)], ...(isMultiFactor && { acr: '${MULTI_FACTOR_ACR}' }) }
}
`
