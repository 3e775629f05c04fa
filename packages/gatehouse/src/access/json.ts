// Defines JSON objects: the type of a token's claims, and the check that every parser here uses for unknown JSON.

/** The claims of a token as its issuer signed them. */
export type Claims = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object (no array, no null). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
