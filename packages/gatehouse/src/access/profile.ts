// Declares the claims that a tenant adds to its tokens, as data. One declaration is the parser, the type and the documentation
// (packages/gatehouse/src/gateway/routes/contract.ts). The project names the claims in src/profile.ts.
import type { Claims } from './json.ts'

/** The types of a claim. */
interface ClaimValues {
  readonly text: string
  readonly texts: readonly string[]
  readonly number: number
  readonly flag: boolean
}

/** One claim that the tenant adds to its tokens: its name, the type of its value, and its description. */
export interface ClaimRule {
  /** `{claimNamespace}/{claim}`, else the plain name, as for the email address. */
  readonly claim: string
  readonly type: keyof ClaimValues
  /** The text in the documentation. */
  readonly description: string
}

/** The claims that a tenant adds to its tokens, by the names that a principal has them under. */
export type ProfileShape = Readonly<Record<string, ClaimRule>>

/** The type of `principal.profile` that a declaration of claims makes. A claim that a token lacks, or that has another type, is left out. */
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

/** Reads the declared claims from verified claims. Never throws: a claim of another type is left out. */
export function readProfile(shape: ProfileShape, claims: Claims, claimNamespace: string | null): object {
  const entries = Object.entries(shape).flatMap(([name, { claim, type }]): (readonly [string, unknown])[] => {
    const namespaced = `${claimNamespace}/${claim}`
    const source = claimNamespace !== null && Object.hasOwn(claims, namespaced) ? namespaced : claim
    const value = Object.hasOwn(claims, source) ? claims[source] : undefined
    return CHECKS[type](value) ? [[name, value]] : []
  })
  return Object.freeze(Object.fromEntries(entries))
}
