// The document is built once for every tenant; this stands in it for the issuer of whichever is configured.

/** What the build step writes and the running gateway replaces. `.invalid` never resolves (RFC 6761 §6.4). */
export const TENANT_PLACEHOLDER = 'https://tenant.invalid/'
