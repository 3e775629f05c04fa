// Lists the operations of login.

/** The operations of the gateway's contract that are about login. */
export const AUTH_OPERATIONS = [
  'startLogin',
  'finishLogin',
  'logOut',
  'submitLogout',
  'showSession',
  'takeAccessToken',
  'acceptBackchannelLogout',
] as const

/** One of them. */
export type AuthOperation = (typeof AUTH_OPERATIONS)[number]
