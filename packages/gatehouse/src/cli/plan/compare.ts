// Compares the API of a tenant with the plan. Pure: every difference is a sentence with its remedy.
import { z } from 'zod'
import { ENABLE_RBAC } from '../../problem/dashboard-remedies.ts'
import { type Plan, SIGNING_ALGORITHMS, TOKEN_DIALECTS } from './plan.ts'

/** The parts of Auth0's resource server that matter here. */
export const apiSchema = z.object({
  identifier: z.string(),
  scopes: z.array(z.object({ value: z.string(), description: z.string().nullish() })).default([]),
  signing_alg: z.string().nullish(),
  enforce_policies: z.boolean().nullish(),
  token_dialect: z.string().nullish(),
})

/** An API as the tenant has it. */
export type Api = z.infer<typeof apiSchema>

/** Returns the differences; none when the tenant matches the plan. */
export function differencesOf({ identifier, scopes }: Plan, api: Api): string[] {
  const has = new Map(api.scopes.map(({ value, description }) => [value, description ?? '']))
  const wanted = new Set(scopes.map(({ name }) => name))
  return [
    ...(api.identifier === identifier
      ? []
      : [`the identifier is ${api.identifier}, and not ${identifier}: the audience of its tokens is another one`]),
    ...scopes.flatMap(({ name, description }) => {
      const found = has.get(name)
      if (found === undefined) return [`${name} is missing: add it with the description "${description}"`]
      return found === description ? [] : [`${name} is described as "${found}": the contracts say "${description}"`]
    }),
    ...[...has.keys()].filter((name) => !wanted.has(name)).map((name) => `${name} is in no contract: remove it`),
    ...settingsOf(api),
  ]
}

function settingsOf({ signing_alg, enforce_policies, token_dialect }: Api): string[] {
  const algorithms: readonly string[] = SIGNING_ALGORITHMS
  const dialects: readonly string[] = TOKEN_DIALECTS
  return [
    ...(algorithms.includes(signing_alg ?? '')
      ? []
      : [`tokens are signed with ${signing_alg ?? 'nothing that is known'}: set the signing algorithm to RS256`]),
    ...(enforce_policies === true ? [] : [`RBAC is off, so whoever asks for a scope gets it: ${ENABLE_RBAC}`]),
    ...(dialects.includes(token_dialect ?? '')
      ? []
      : ['permissions are not in the tokens: switch on Add Permissions in the Access Token under Settings']),
  ]
}
