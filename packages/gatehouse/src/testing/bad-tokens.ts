// Lists tokens that must always be refused. Their subject is the tenant's first user.

/** The order for each token, by the code of its refusal. */
export const BAD_TOKENS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  token_expired: { expiresInSeconds: -60 },
  token_not_yet_valid: { claims: { nbf: 4_000_000_000, exp: 4_000_000_060 } },
  token_audience: { claims: { aud: 'https://other.example' } },
  token_issuer: { claims: { iss: 'https://other.example/' } },
  token_key_unknown: { key: 'unlisted' },
  token_algorithm: { alg: 'HS256-with-public-key' },
  token_not_access: { kind: 'id' },
}
