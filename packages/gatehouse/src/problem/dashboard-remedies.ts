// Defines the remedies in Auth0's dashboard. Each setting is described here once; problems, doctor, token command and pages quote it. A
// remedy is an imperative without a capital and a full stop; `sentence` adds both.

/** A remedy as a sentence of its own. */
export function sentence(remedy: string): string {
  return `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`
}

const ANY_APPLICATION = 'your application'
const ANY_API = 'your API'

function settingsOf(application: string): string {
  return `Applications → ${application} → Settings`
}

function apiSettings(): string {
  return `Applications → APIs → ${ANY_API} → Settings`
}

/** The tenant has no API with this identifier. */
export function createApi(audience: string): string {
  return `create an API with the identifier ${audience} under Applications → APIs, or correct AUTH0_AUDIENCE`
}

/** The audience is an identifier that an API of the project cannot have. */
export const USE_OWN_API = `set AUTH0_AUDIENCE to the identifier of your own API (${apiSettings()})`

/** The API signs with an algorithm that the gateway does not accept. */
export const SIGN_WITH_RS256 = `set the signing algorithm of the API to RS256 (${apiSettings()})`

/** Access tokens do not contain the permissions of their users. */
export const ADD_PERMISSIONS_TO_TOKENS = `switch on Enable RBAC and Add Permissions in the Access Token (${apiSettings()})`

/** A user lacks a permission. */
export const ASSIGN_PERMISSION =
  'assign the permission to the user, or to a role of the user (User Management → Users, or → Roles)'

/** The API does not know a scope. */
export const ADD_PERMISSION = `add the scopes under Applications → APIs → ${ANY_API} → Permissions`

/** The lifetime of tokens is not the desired one. */
export const SET_TOKEN_LIFETIME = `change the Maximum Access Token Lifetime of the API (${apiSettings()})`

/** Access tokens do not contain the email address. */
export const ADD_EMAIL_CLAIM =
  'add the email address to access tokens in an Action on Login / Post Login (Actions → Library → Create), under AUTH0_CLAIM_NAMESPACE'

/** Access tokens do not say when and how their user logged in. */
export const ADD_LOGIN_CLAIMS =
  'set AUTH0_CLAIM_NAMESPACE, and let `gatehouse tenant apply` make the Action that adds auth_time, amr and acr under it'

/** The application may not request tokens for the API. */
export function authorizeApplication(audience: string = ANY_API): string {
  return `authorize the application for the API under Applications → APIs → ${audience} → Application Access`
}

/** The tenant does not know the application. */
export const COPY_CLIENT_ID = `copy the Client ID from ${settingsOf(ANY_APPLICATION)} into AUTH0_CLIENT_ID`

/** The secret is not that of the application. */
export const COPY_CLIENT_SECRET = `copy the Client Secret from ${settingsOf(ANY_APPLICATION)} into AUTH0_CLIENT_SECRET`

/** The application may not use a grant. @param grants their names in the dashboard */
export function allowGrants(grants: string, application: string = ANY_APPLICATION): string {
  return `tick ${grants} under ${settingsOf(application)} → Advanced Settings → Grant Types`
}

/** The tenant does not redirect to a URL after a login. */
export function allowCallback(url: string, application: string = ANY_APPLICATION): string {
  return `add ${url} to Allowed Callback URLs (${settingsOf(application)})`
}

/** The tenant does not redirect to a URL after a logout. */
export function allowLogoutUrl(url: string): string {
  return `add ${url} to Allowed Logout URLs (${settingsOf(ANY_APPLICATION)})`
}

/** The tenant does not answer requests of a page's scripts. */
export function allowWebOrigin(origin: string): string {
  return `add ${origin} to Allowed Web Origins (${settingsOf(ANY_APPLICATION)})`
}

/** The application of a page has a secret, which a page cannot keep. */
export const USE_NO_SECRET =
  'under Applications → your application → Credentials set the authentication method to «None»'

/** The application requires an organization of every user. */
export const ALLOW_PERSONAL_LOGIN =
  'under Applications → your application → Organizations choose «Both», so that people may sign in without one'

/** The tenant does not know the directory for a name and a password. */
export const SET_DEFAULT_DIRECTORY =
  'write the name of a directory, such as Username-Password-Authentication, into Settings → General → API Authorization Settings → Default Directory'

/** The tenant asks every user for consent to use the API. */
export const SKIP_CONSENT = `switch on Allow Skipping User Consent (${apiSettings()}); on localhost Auth0 asks all the same`

/** The tenant asks for confirmation at each login with a callback on this machine. */
export const SKIP_CALLBACK_CONFIRMATION =
  'switch off «Non-Verifiable Callback URI End-User Confirmation» (Settings → Advanced), for a tenant of development'

/** The user is blocked. */
export const UNBLOCK_USER = 'unblock the user under User Management → Users'

/** No other remedy is known. */
export const READ_TENANT_LOG = 'read the log of the tenant (Monitoring → Logs)'
