// Mutants that take more than one small change, each a mistake that somebody could make in good faith.

/** A mutant told as a replacement of one text by another. */
export interface HandMadeMutant {
  readonly file: string
  /** Stands in the file once. */
  readonly from: string
  readonly to: string
  /** What it breaks. */
  readonly breaks: string
}

/** All of them. */
export const BY_HAND: readonly HandMadeMutant[] = [
  {
    file: 'packages/gatehouse/src/access/claims.ts',
    from: 'trust.audiences.includes(audience)',
    to: 'trust.audiences.some((ours) => audience.startsWith(ours))',
    breaks: 'A token for https://api.example.attacker.example is for https://api.example.',
  },
  {
    file: 'packages/gatehouse/src/access/verifier.ts',
    from: "(accepted) => accepted === claims['iss']",
    to: "(accepted) => String(claims['iss']).startsWith(accepted)",
    breaks: 'Whatever begins with an issuer of ours is one.',
  },
  {
    file: 'packages/gatehouse/src/access/verifier.ts',
    from: 'if (!known) await checkSignature(token, cryptoKey, algorithm)',
    to: `judgeClaims(claims, trust, this.#clock.now() / 1000)
    if (!known) await checkSignature(token, cryptoKey, algorithm)`,
    breaks: 'The claims of a forged token are judged, and told.',
  },
  {
    file: 'packages/gatehouse/src/access/verifier.ts',
    from: 'const known = remembered?.key === key',
    to: 'const known = remembered !== undefined',
    breaks: 'A token stays good when its key has changed under the same id.',
  },
  {
    file: 'packages/gatehouse/src/access/token.ts',
    from: 'return { algorithm, kid }',
    to: 'return { algorithm, kid: kid.toLowerCase() }',
    breaks: 'Key ids that differ in case alone are one.',
  },
  {
    file: 'packages/gatehouse/src/access/token-memory.ts',
    from: 'token.slice(-TAIL_CHARACTERS)\n    const young',
    to: 'token.slice(-TAIL_CHARACTERS).toLowerCase()\n    const young',
    breaks: 'No token is found again.',
  },
  {
    file: 'packages/gatehouse/src/access/key-ring.ts',
    from: 'this.#take(() => this.#source.refresh(kid, issuer))',
    to: 'this.#take(() => this.#source.trust(true))',
    breaks: 'An unknown key id is looked for where it can’t be: in what the source has already.',
  },
  {
    file: 'packages/gatehouse/src/access/key-ring.ts',
    from: 'return this.#sets.get(issuer)?.keys.get(kid)',
    to: 'return [...this.#sets.values()].flatMap(({ keys }) => keys.get(kid) ?? [])[0]',
    breaks: 'The keys of one issuer are good for tokens of another.',
  },
  {
    file: 'packages/gatehouse/src/access/live-key.ts',
    from: "return other.kty === 'RSA' && one.n === other.n && one.e === other.e",
    to: 'return one.kid === other.kid',
    breaks: 'A key that changed under its id is never taken over.',
  },
  {
    file: 'packages/gatehouse/src/access/shared-refresh.ts',
    from: "if (outcome === 'spared') this.#coolUntilMillis = 0",
    to: `this.#coolUntilMillis = outcome === 'spared' ? 0 : this.#clock.now() + REFRESH_COOL_DOWN_SECONDS * 1000`,
    breaks: 'The cool-down begins when a refresh ends: a slow tenant is asked less often than may be.',
  },
  {
    file: 'packages/gatehouse/src/access/policy.ts',
    from: 'return wanted.every((name) => held.includes(name))',
    to: 'return held.length >= wanted.length && wanted.some((name) => held.includes(name))',
    breaks: 'One of the scopes is as good as all.',
  },
  {
    file: 'packages/gatehouse/src/access/principal.ts',
    from: 'const value = Object.hasOwn(claims, name) ? claims[name] : undefined',
    to: 'const value = claims[name]',
    breaks: 'What every object inherits counts as a claim.',
  },
  {
    file: 'packages/gatehouse/src/access/target.ts',
    from: 'claimed.pathname === url.pathname || normalize(claimed.pathname) === normalize(url.pathname)',
    to: 'claimed.href === url.href',
    breaks: 'A proof must name the query, which RFC 9449 leaves out.',
  },
  {
    file: 'packages/gatehouse/src/tenant/keys/jwks-client.ts',
    from: 'bytes += chunk.byteLength',
    to: 'bytes = chunk.byteLength',
    breaks: 'The limit holds for a chunk and not for the answer.',
  },
  {
    file: 'packages/gatehouse/src/tenant/keys/key-cache.ts',
    from: `    try {
      const text = JSON.stringify({ fetchedAt: set.fetchedAt, keys: set.keys })
      await this.#store.put(nameOf(set.issuer), await this.#mac.protect(text, set.issuer))
      this.#written.set(set.issuer, set)`,
    to: `    this.#written.set(set.issuer, set)
    try {
      const text = JSON.stringify({ fetchedAt: set.fetchedAt, keys: set.keys })
      await this.#store.put(nameOf(set.issuer), await this.#mac.protect(text, set.issuer))`,
    breaks: 'A write that failed is not tried again.',
  },
  {
    file: 'packages/gatehouse/src/tenant/keys/key-store.ts',
    from: 'const fetchedAt = this.#now()\n    try {\n      const { keys, dropped } = await fetchKeySet(domain, configuration.algorithms, fetch, clock)',
    to: 'try {\n      const { keys, dropped } = await fetchKeySet(domain, configuration.algorithms, fetch, clock)\n    const fetchedAt = this.#now()',
    breaks: 'An answer denies keys that came while it was on its way.',
  },
]
