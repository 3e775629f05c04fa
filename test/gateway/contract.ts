// The contract suite: walks the document that clients read and tries every operation with tokens of every kind. What it
// demands comes from the document alone, so document and guard can't drift apart.
import { describe, expect, test } from 'vitest'
import { pointersOf, withoutPointers } from '../system/challenge.ts'
import { BAD_TOKENS } from '../system/bad-tokens.ts'
import { bearer, type System } from '../system/system.ts'

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly tags: readonly string[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly 'x-access': Access
}

type Access = { readonly kind: string; readonly all?: readonly string[]; readonly any?: readonly string[] }

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>
}

type Call = (
  operation: Operation,
  headers: Readonly<Record<string, string>>,
) => Promise<{ status: number; code: string | null; challenge: string | null; text: string }>

/** Every operation of a document. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

// Beside a plain token one that is bound to a key is taken, and the challenge says so (RFC 9449 §7.1).
const PROOFS = 'DPoP algs="ES256 RS256 PS256 EdDSA"'

/**
 * Describes what every one of these operations must hold to.
 *
 * @param call sends a request for the operation, with a body that may well be refused later
 */
export function describeContract(
  operations: readonly Operation[],
  everyName: readonly string[],
  system: () => Pick<System, 'control'>,
  call: Call,
): void {
  const mint = async (order: Readonly<Record<string, unknown>>): Promise<string> =>
    String((await system().control('POST', 'mint', order))['token'])
  const holding = (names: readonly string[]): Promise<string> =>
    mint({ user: 'admin@example.com', claims: { scope: names.join(' '), permissions: names } })

  describe.each(operations)('$method $path', (operation) => {
    const access = operation['x-access']
    const needed = access.all ?? access.any ?? []

    if (access.kind === 'anyone') {
      test('lets anyone in and does not look at a token', async () => {
        expect(operation.security).toEqual([])
        expect((await call(operation, bearer('a.b.c'))).status).toBeLessThan(500)
        expect([401, 403]).not.toContain((await call(operation, bearer('a.b.c'))).status)
        expect([401, 403]).not.toContain((await call(operation, {})).status)
      })
      return
    }

    test('refuses a request without a token, and says nothing of an error', async () => {
      const refusal = await call(operation, {})
      expect(refusal).toMatchObject({ status: 401, code: 'token_missing' })
      expect(withoutPointers(refusal.challenge)).toBe(`Bearer realm="gatehouse", ${PROOFS}`)
    })

    test('leads whoever is refused to the metadata of what they asked for', async () => {
      const { challenge } = await call(operation, {})
      const path = operation.path.replaceAll(/\{\w+\}/g, 'none')
      const pointers = pointersOf(challenge).map((address) => new URL(address).pathname)
      const pointer = `/.well-known/oauth-protected-resource${path}`
      expect(pointers).toEqual([pointer, pointer])
    })

    test.each(Object.entries(BAD_TOKENS))('refuses a token with %s', async (code, order) => {
      const refusal = await call(operation, bearer(await mint(order)))
      expect(refusal).toMatchObject({ status: 401, code })
      expect(refusal.challenge).toContain('error="invalid_token"')
    })

    test('refuses a token whose payload was changed', async () => {
      const [header, payload, signature] = (await holding([])).split('.')
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>
      const forged = Buffer.from(
        JSON.stringify({ ...claims, iat: 1, scope: needed.join(' '), permissions: needed }),
      ).toString('base64url')
      expect(await call(operation, bearer(`${header}.${forged}.${signature}`))).toMatchObject({
        status: 401,
        code: 'token_signature',
      })
    })

    if (needed.length > 0) {
      const inPermissions = access.kind === 'permissions' || access.kind === 'anyPermission'

      test('refuses a token with every other scope and permission, and names what is missing', async () => {
        const others = everyName.filter((name) => !needed.includes(name))
        const refusal = await call(operation, bearer(await holding(others)))
        expect(refusal).toMatchObject({ status: 403, code: inPermissions ? 'permission_missing' : 'scope_missing' })
        const details = `error="insufficient_scope", scope="${needed.join(' ')}"`
        const challenge = withoutPointers(refusal.challenge)
        expect(challenge).toContain(`Bearer realm="gatehouse", ${details}`)
        // RFC 9449 §7.1: both ways of sending a token are offered, for either can be short of a scope.
        expect(challenge).toMatch(new RegExp(`DPoP algs="[^"]+", ${details}$`))
        expect(refusal.text).toContain(needed[0])
      })

      test('does not take a permission for a scope, nor a scope for a permission', async () => {
        const [scope, permissions] = inPermissions ? [needed.join(' '), []] : ['', needed]
        const token = await mint({ user: 'admin@example.com', claims: { scope, permissions } })
        expect(await call(operation, bearer(token))).toMatchObject({ status: 403 })
      })

      test('documents the scopes that it demands', () => {
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
