// Defines the contract suite: it walks through the document that clients read and calls every operation with tokens of every kind. The
// expected access comes from the document only, so document and guard cannot diverge.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { parametersOf, pointersOf } from './challenge.ts'
import { describeAlternatives } from './alternatives.ts'
import { type ContractRules, GATEWAY_RULES } from './contract-rules.ts'
import { BAD_TOKENS } from './bad-tokens.ts'
import {
  type Access,
  alternativesOf,
  type MintingTenant,
  mintOf,
  namesIn,
  type Order,
  orderFor,
  organizationsIn,
  partsOf,
} from './credentials.ts'
import { describeSigned } from './signed-contract.ts'
import { actorsIn, challengeOf, FOR_USERS, LACKING, LOGIN } from './lacking.ts'
import { bearer } from './system.ts'

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly tags: readonly string[]
  readonly description: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, unknown>> }
  readonly 'x-access': Access
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>
}

/** Sends a request for an operation. */
export type Call = (
  operation: Operation,
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; code: string | null; challenge: string | null; text: string }>

/** Every operation of a document. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

/** The methods whose requests have a body. */
export const METHODS_WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH']

/** Returns a path with its parameters filled in. @param values by name; `none` for every other one */
export function filledIn(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? 'none')
}

const CALL_AGAIN_MILLIS = 1000
// Beside an unbound token, one that is bound to a key is accepted, and the challenge says so (RFC 9449 §7.1).
const PROOFS = 'DPoP algs="ES256 RS256 PS256 Ed25519 EdDSA"'

/**
 * Describes the tests of each of these operations.
 *
 * @param everyName all scopes and permissions
 * @param tenant the tenant whose tokens are accepted
 * @param call sends a request for the operation, with a body that may be refused later
 * @param rules those of a gateway unless others are given
 */
export function describeContract(
  operations: readonly Operation[],
  everyName: readonly string[],
  tenant: () => MintingTenant,
  call: Call,
  rules: ContractRules = GATEWAY_RULES,
): void {
  const { problems, boundTokens, compiled, showToGateway } = rules
  const mint = mintOf(tenant)

  const refusalWith = (status: number, code: string) => ({ status, ...(problems && { code }) })
  const expectExplanation = (text: string, code: string): void => {
    // The tenant is a local one, so refusals are explained.
    if (problems)
      expect(JSON.parse(text)).toMatchObject({ explanation: { documentation: expect.stringContaining(code) } })
  }

  describe.each(operations)('$method $path', (operation) => {
    const access = operation['x-access']
    const parts = partsOf(access)
    const kinds = parts.map(({ kind }) => kind)
    const naming = parts.filter(({ kind }) => /scope|permission/i.test(kind))
    const needed = namesIn(access)
    const scope = needed.length === 0 ? '' : `, scope="${needed.join(' ')}"`
    const organizations = organizationsIn(access)

    const holding = (names: readonly string[], more: Order = {}) => mint(orderFor(access, names, more))

    if (access.kind === 'signedBy') return describeSigned(access, (headers) => call(operation, headers), rules)
    if (access.kind === 'anyone') {
      test('lets anyone in and does not look at a token', async () => {
        if (compiled) expect(operation.security).toEqual([])
        expect((await call(operation, bearer('a.b.c'))).status).toBeLessThan(500)
        expect([401, 403]).not.toContain((await call(operation, bearer('a.b.c'))).status)
        expect([401, 403]).not.toContain((await call(operation, {})).status)
      })
      return
    }

    if (access.kind === 'guest') {
      test('lets a guest in, and the document says that a token may be left out', async () => {
        expect([401, 403]).not.toContain((await call(operation, {})).status)
        if (!compiled) return
        expect(operation.security[0]).toEqual({})
        expect(operation.security.length).toBeGreaterThan(1)
      })
    } else
      test('refuses a request without a token, and says nothing of an error but which scopes to ask for', async () => {
        const refusal = await call(operation, {})
        expect(refusal).toMatchObject(refusalWith(401, 'token_missing'))
        if (!problems) return
        const proofs = boundTokens ? `, ${PROOFS}${scope}` : ''
        expect(parametersOf(refusal.challenge)).toBe(`Bearer${scope}${proofs}`)
      })

    test.runIf(problems)('leads whoever is refused to the metadata of what they asked for', async () => {
      const { challenge } = await call(operation, bearer('no-token'))
      const path = filledIn(operation.path)
      const pointers = pointersOf(challenge).map((address) => new URL(address).pathname)
      const pointer = `/.well-known/oauth-protected-resource${path}`
      expect(pointers).toEqual(boundTokens ? [pointer, pointer] : [pointer])
    })

    test.runIf(compiled)('says in words and in x-access what it demands', () => {
      expect(operation.description).toMatch(/\*\*Access:\*\* .+\.$/)
      for (const name of [...needed, ...organizations]) expect(operation.description).toContain(`\`${name}\``)
    })

    test.each(Object.entries(BAD_TOKENS))('refuses a token with %s', async (kind, order) => {
      const token = await mint(order)
      let refusal = await call(operation, bearer(token))
      // A key is called unknown only by a young key set. On a slow machine it is no longer young, until the cool-down is over.
      while (refusal.code === 'keys_unavailable') {
        await sleep(CALL_AGAIN_MILLIS)
        await showToGateway?.(token)
        refusal = await call(operation, bearer(token))
      }
      // An API that does not know the application sees only another audience in an id token.
      const isOther = !compiled && kind === 'token_not_access' && refusal.code === 'token_audience'
      const code = isOther ? 'token_audience' : kind
      expect(refusal).toMatchObject(refusalWith(401, code))
      if (problems) expect(refusal.challenge).toContain('error="invalid_token"')
      expectExplanation(refusal.text, code)
    })

    test('refuses a token whose payload was changed', async () => {
      const [header, payload, signature] = (await holding([])).split('.')
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>
      const forged = Buffer.from(
        JSON.stringify({ ...claims, iat: 1, scope: needed.join(' '), permissions: needed }),
      ).toString('base64url')
      expect(await call(operation, bearer(`${header}.${forged}.${signature}`))).toMatchObject(
        refusalWith(401, 'token_signature'),
      )
    })

    const alternatives = alternativesOf(access)
    if (alternatives.length > 1) {
      describeAlternatives(alternatives, (token) => call(operation, bearer(token)), mint)
      return
    }

    for (const [code, lacking, how] of parts.flatMap((part) => LACKING[part.kind]?.(part, parts) ?? [])) {
      test(`refuses a token that has everything else: ${code}${how === undefined ? '' : ` for ${how}`}`, async () => {
        const refusal = await call(operation, bearer(await holding(needed, lacking)))
        expect(refusal).toMatchObject(refusalWith(code === LOGIN ? 401 : 403, code))
        if (problems) expect(refusal.challenge).toContain(`error="${code === LOGIN ? LOGIN : 'insufficient_scope'}"`)
        if (problems && code === LOGIN) expect(refusal.challenge).toContain(challengeOf(parts))
        expectExplanation(refusal.text, code)
      })
    }

    const actors = actorsIn(parts)
    if (actors.length > 0) {
      test('refuses another actor, also one that acted before', async () => {
        const act = { sub: 'another', sub_profile: 'ai_agent', act: { sub: actors[0] } }
        const token = await holding(needed, { claims: { act } })
        expect(await call(operation, bearer(token))).toMatchObject(refusalWith(403, 'actor_required'))
      })
    }

    if (organizations.length > 0) {
      test('refuses a token for another organization', async () => {
        const token = await holding(needed, { claims: { org_id: 'org_another' } })
        expect(await call(operation, bearer(token))).toMatchObject(refusalWith(403, 'organization_required'))
      })
    }

    const [ofPerson, ofMachine] = [kinds.some((kind) => FOR_USERS.includes(kind)), kinds.includes('machine')]
    if (ofPerson || ofMachine) {
      test('refuses an agent', async () => {
        const code = ofPerson ? 'user_required' : 'machine_required'
        const token = await holding(needed, { claims: { sub: 'agt_1', gty: null } })
        expect(await call(operation, bearer(token))).toMatchObject(refusalWith(403, code))
      })
    }

    if (compiled && kinds.includes('machine')) {
      test('documents only what gives a machine its token', () => {
        expect(operation.security.flatMap((requirement) => Object.keys(requirement))).toEqual(['openIdConnect'])
      })
    }

    if (needed.length > 0) {
      const inPermissions = naming.every(({ kind }) => /permission/i.test(kind))

      test('refuses a token with every other scope and permission, and names what is missing', async () => {
        const others = everyName.filter((name) => !needed.includes(name))
        const refusal = await call(operation, bearer(await holding(others)))
        expect(refusal).toMatchObject(refusalWith(403, inPermissions ? 'permission_missing' : 'scope_missing'))
        if (!problems) return
        const details = `error="insufficient_scope", scope="${needed.join(' ')}"`
        const challenge = parametersOf(refusal.challenge)
        expect(challenge).toContain(`Bearer, ${details}`)
        // RFC 9449 §7.1: both ways of sending a token are offered, because a token of either may lack a scope.
        if (boundTokens) expect(challenge).toMatch(new RegExp(`DPoP algs="[^"]+", ${details}$`))
        expect(refusal.text).toContain(needed[0])
      })

      test('does not take a permission for a scope, nor a scope for a permission', async () => {
        const [scope, permissions] = inPermissions ? [needed.join(' '), []] : ['', needed]
        const token = await holding(needed, { claims: { scope, permissions } })
        expect(await call(operation, bearer(token))).toMatchObject({ status: 403 })
      })

      test.runIf(compiled)('documents the scopes that it demands', () => {
        const documented = operation.security.flatMap((requirement) => Object.values(requirement).flat())
        expect(new Set(documented)).toEqual(new Set(inPermissions ? [] : needed))
      })
    }

    test('lets in exactly what it asks for', async () => {
      const { status } = await call(operation, bearer(await holding(needed)))
      expect([401, 403, 404, 405]).not.toContain(status === 404 && operation.path.includes('{') ? 200 : status)
      expect(status).toBeLessThan(500)
    })
  })
}
