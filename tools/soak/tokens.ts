// The tokens of the soak: good ones of many people, and every kind that must not pass.
import { forge } from '../../bench/tenant/credentials.ts'
import { BAD_TOKENS } from '../../packages/gatehouse/src/testing/bad-tokens.ts'
import type { Tenant } from '../../packages/gatehouse/src/testing/system.ts'

/** A token and what is known of it. */
export interface SoakToken {
  readonly token: string
  readonly owner: number
  /** When its key was revoked, in milliseconds since the epoch; `null`: it was not. */
  revokedAt: number | null
}

/** How many people there are. */
export const OWNERS = 8
/** Tokens of each, made anew whenever the tenant has turned its keys over. */
const TOKENS_PER_OWNER = 4

/** Turns of the tenant's keys whose tokens are in use at once. */
const GENERATIONS = 3

/** The tokens in use. */
export class Tokens {
  readonly #tenant: Tenant
  #good: SoakToken[] = []
  #bad: readonly { readonly kind: string; readonly token: string }[] = []
  #narrow = ''

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  /** Makes all of them anew; those of before stay in use. */
  async renew(): Promise<void> {
    const user = 'admin@example.com'
    const scope = 'read:payments write:payments'
    const minted = Array.from({ length: OWNERS * TOKENS_PER_OWNER }, async (_none, number): Promise<SoakToken> => {
      const owner = number % OWNERS
      const claims = { sub: subjectOf(owner), jti: crypto.randomUUID() }
      return { token: await this.#tenant.mint({ user, scope, claims }), owner, revokedAt: null }
    })
    this.#good = [...this.#good, ...(await Promise.all(minted))].slice(-GENERATIONS * OWNERS * TOKENS_PER_OWNER)
    const bad: { readonly kind: string; readonly token: string }[] = []
    for (const [kind, order] of Object.entries({ ...BAD_TOKENS, 'an unsigned token': { alg: 'none' } })) {
      bad.push({ kind, token: await this.#tenant.mint({ user, scope, ...order }) })
    }
    const [first] = this.#good
    if (first === undefined) throw new Error('no tokens')
    const [forged = ''] = forge([first.token])
    this.#bad = [...bad, { kind: 'token_signature', token: forged }]
    this.#narrow = await this.#tenant.mint({ user, scope: 'read:reports', claims: { sub: subjectOf(0) } })
  }

  /** The tenant has revoked the key that all tokens so far were signed with. */
  revokeAll(now: number): void {
    for (const token of this.#good) token.revokedAt ??= now
  }

  /** Any good token, or one of the owner. */
  good(owner?: number): SoakToken {
    const candidates = owner === undefined ? this.#good : this.#good.filter((token) => token.owner === owner)
    return pick(candidates)
  }

  /** A good token of the owner whose key holds, or `null`. */
  newest(owner: number): SoakToken | null {
    return this.#good.findLast((token) => token.owner === owner && token.revokedAt === null) ?? null
  }

  /** A token that must not pass. */
  bad(): { readonly kind: string; readonly token: string } {
    return pick(this.#bad)
  }

  /** A good token without the scope. */
  narrow(): string {
    return this.#narrow
  }
}

/** The subject of an owner. */
function subjectOf(owner: number): string {
  return `auth0|soak-${owner}`
}

/** One of them, at random. */
export function pick<Value>(values: readonly Value[]): Value {
  const value = values[Math.floor(Math.random() * values.length)]
  if (value === undefined) throw new RangeError('nothing to pick from')
  return value
}
