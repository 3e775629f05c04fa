// Checks whether every caller of an operation may still call it: by `x-access`, as the gateway writes it, or by `security`.
import { at, entriesOf, type Json, textOf, valuesOf } from './json.ts'

/** The policies of a user's login. */
const LOGINS = ['recentLogin', 'mfa']
/** The policies that no anonymous session satisfies. */
const SIGNED_IN = [...LOGINS, 'user', 'machine', 'emailRequired', 'organization', 'actor', 'directly', 'agent', 'claim']

/** Returns whether a policy accepts every caller that another one accepts. */
export function stillLetsIn(old: Json, present: Json): boolean {
  const [kind, nextKind] = [at(old, 'kind'), at(present, 'kind')]
  if (textOf(old) === textOf(present) || nextKind === 'anyone') return true
  if (nextKind === 'guest') return kind !== 'anyone'
  if (kind === 'or') return valuesOf(at(old, 'policies')).every((part) => stillLetsIn(part, present))
  if (nextKind === 'and') return valuesOf(at(present, 'policies')).every((part) => stillLetsIn(old, part))
  if (nextKind === 'or' && valuesOf(at(present, 'policies')).some((part) => stillLetsIn(old, part))) return true
  if (kind === 'and') return valuesOf(at(old, 'policies')).some((part) => stillLetsIn(part, present))
  if (nextKind === 'signedIn') return SIGNED_IN.includes(textOf(kind))
  if (nextKind === 'user') return LOGINS.includes(textOf(kind))
  if (kind === 'mfa' && nextKind === 'recentLogin') return isOlder(old, present)
  if (kind !== nextKind) return isOneOf(old, present)
  const [all, any] = [valuesOf(at(old, 'all')), valuesOf(at(old, 'any'))]
  const [nextAll, nextAny] = [valuesOf(at(present, 'all')), valuesOf(at(present, 'any'))]
  switch (kind) {
    case 'scopes':
    case 'permissions':
      return nextAll.every((name) => all.includes(name))
    case 'recentLogin':
    case 'mfa':
      return isOlder(old, present)
    case 'actor':
    case 'organization':
      return nextAny.length === 0 || (any.length > 0 && any.every((name) => nextAny.includes(name)))
    case 'signedBy':
      // The name of the variable is not the callers' concern.
      return textOf(at(old, 'scheme')) === textOf(at(present, 'scheme'))
    case 'anyScope':
    case 'anyPermission':
      return any.every((name) => nextAny.includes(name))
    default:
      return false
  }
}

function isOlder(old: Json, present: Json): boolean {
  return Number(at(present, 'withinSeconds')) >= Number(at(old, 'withinSeconds'))
}

// All of some names were asked for, and one of some is now.
function isOneOf(old: Json, present: Json): boolean {
  const pairs = ['scopes anyScope', 'permissions anyPermission']
  if (!pairs.includes(`${textOf(at(old, 'kind'))} ${textOf(at(present, 'kind'))}`)) return false
  const any = valuesOf(at(present, 'any'))
  return valuesOf(at(old, 'all')).some((name) => any.includes(name))
}

/** Returns whether every alternative of a `security` is still sufficient (OpenAPI, Security Requirement Object). */
export function stillEnough(old: Json, present: Json): boolean {
  const [olds, presents] = [alternatives(old), alternatives(present)]
  return olds.every((one) =>
    presents.some((other) => entriesOf(other).every(([scheme, scopes]) => includes(one, scheme, scopes))),
  )
}

function alternatives(security: Json): Json[] {
  const listed = valuesOf(security)
  return listed.length === 0 ? [{}] : listed
}

function includes(requirement: Json, scheme: string, scopes: Json): boolean {
  const held = at(requirement, scheme)
  return held !== undefined && valuesOf(scopes).every((scope) => valuesOf(held).includes(scope))
}
