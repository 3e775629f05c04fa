// Defines the placeholders of the build step that the running gateway replaces, because they depend on the configuration.

/** In openapi.json: the issuer. `.invalid` never resolves (RFC 6761 §6.4). */
export const TENANT_PLACEHOLDER = 'https://tenant.invalid/'

/** In the documentation page: its settings as JSON, in an attribute. */
export const SETTINGS_PLACEHOLDER = '__SETTINGS__'

/** In the samples of the reference: the origin of the gateway. The script of the page replaces it and those below. */
export const SAMPLE_ORIGIN = 'https://api.example.com'

/** In the samples: the access token. */
export const SAMPLE_TOKEN = '$TOKEN'

/** In the quick start: the origin of the tenant. */
export const SAMPLE_TENANT = 'https://example.eu.auth0.com'

/** In the quick start: the audience. */
export const SAMPLE_AUDIENCE = 'https://api.example.com/audience'
