// Defines the placeholders of the build step that the running gateway replaces, because they depend on the configuration.

/** In openapi.json: the issuer. `.invalid` never resolves (RFC 6761 §6.4). */
export const TENANT_PLACEHOLDER = 'https://tenant.invalid/'

/** In the documentation page: its settings as JSON, in an attribute. */
export const SETTINGS_PLACEHOLDER = '__SETTINGS__'
