// What a tenant adds to its tokens, declared as data: one declaration is the parser, the type and, by packages/gatehouse/src/gateway/routes/contract.ts, the
// documentation. Which claims there are is the project's business (src/profile.ts).
import type { Claims } from './json.ts'

/** What a claim can hold. */
interface ClaimValues {
  readonly text: string
  readonly texts: readonly string[]
  readonly number: number
  readonly flag: boolean
}

/** One claim of the tenant's own. */
export interface ClaimRule {
  /** `{claimNamespace}/{claim}`, else the plain name, as for the email address. */
  readonly claim: string
  readonly type: keyof ClaimValues
  /** For the documentation. */
  readonly description: string
}

/** The claims of a tenant by the name that the principal has them under. */
export type ProfileShape = Readonly<Record<string, ClaimRule>>

/** The type that a declaration makes. What a token does not say, or says in another type, is left out. */
export type ProfileOf<Shape extends ProfileShape> = {
  readonly [Name in keyof Shape]?: ClaimValues[Shape[Name]['type']]
}

const isText = (value: unknown): boolean => typeof value === 'string'
const CHECKS: Readonly<Record<keyof ClaimValues, (value: unknown) => boolean>> = {
  text: isText,
  texts: (value) => Array.isArray(value) && value.every(isText),
  number: (value) => Number.isFinite(value),
  flag: (value) => typeof value === 'boolean',
}

/** Reads what a declaration names out of verified claims. Never throws: a claim of another type is left out. */
export function readProfile(shape: ProfileShape, claims: Claims, claimNamespace: string | null): object {
  const entries = Object.entries(shape).flatMap(([name, { claim, type }]): (readonly [string, unknown])[] => {
    const namespaced = `${claimNamespace}/${claim}`
    const source = claimNamespace !== null && Object.hasOwn(claims, namespaced) ? namespaced : claim
    const value = Object.hasOwn(claims, source) ? claims[source] : undefined
    return CHECKS[type](value) ? [[name, value]] : []
  })
  return Object.freeze(Object.fromEntries(entries))
}
