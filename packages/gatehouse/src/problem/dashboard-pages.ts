// Lists the pages of Auth0's documentation about the settings that remedies name.

const DOCUMENTATION = 'https://auth0.com/docs'

/** The pages, by the setting that they explain. */
export const AUTH0_PAGES = {
  api: `${DOCUMENTATION}/get-started/apis/api-settings`,
  application: `${DOCUMENTATION}/get-started/applications/application-settings`,
  logout: `${DOCUMENTATION}/authenticate/login/logout/redirect-users-after-logout`,
  localCallback: `${DOCUMENTATION}/secure/security-guidance/measures-against-app-impersonation`,
  customClaims: `${DOCUMENTATION}/secure/tokens/json-web-tokens/create-custom-claims`,
  signingKeys: `${DOCUMENTATION}/get-started/tenant-settings/signing-keys`,
} as const
