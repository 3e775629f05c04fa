// Tokens that nobody may pass with.

/** An order to the tenant's mint for each, by the code that refuses it. */
export const BAD_TOKENS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  token_expired: { user: 'admin@example.com', expiresInSeconds: -60 },
  token_not_yet_valid: { user: 'admin@example.com', claims: { nbf: 4_000_000_000, exp: 4_000_000_060 } },
  token_audience: { user: 'admin@example.com', claims: { aud: 'https://other.example' } },
  token_issuer: { user: 'admin@example.com', claims: { iss: 'https://other.example/' } },
  token_key_unknown: { user: 'admin@example.com', key: 'unlisted' },
  token_algorithm: { user: 'admin@example.com', alg: 'HS256-with-public-key' },
  token_not_access: { user: 'admin@example.com', kind: 'id' },
}
