// Documents the problems of logins and sessions in a browser.
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const SESSION_DOCUMENTATION = {
  login_failed: {
    why: 'The tenant refused the login, or this browser did not start it, or it was started too long ago.',
    remedy:
      'Start again at `/auth/login`. If the tenant refused, the log line `login_failed` says what to change. In development the `detail` of the problem says it too.',
  },
  session_expired: {
    why: 'The browser has no session, or the session has ended: it expired, its refresh token is no longer valid, or the user logged out.',
    remedy: 'Send the user to `/auth/login`.',
  },
  origin_forbidden: {
    why: 'The request has a session, and no proof that a page of the gateway’s own origin sent it. A request other than GET and HEAD needs the header `Origin` too. The user may open an address directly (typed, or a bookmark), but not by a link on another site. `POST /mcp` is refused to a page of any origin that `GATEHOUSE_ALLOWED_ORIGINS` does not have, with a token too.',
    remedy:
      'Send the request from a page of the same origin, or send a token in `Authorization` instead. For `/mcp`, add the origin of the page to `GATEHOUSE_ALLOWED_ORIGINS`.',
  },
  tenant_unavailable: {
    why: 'The tenant did not answer during a login, or when the gateway renewed a session. The session remains valid.',
    remedy: 'Try again after `Retry-After`. Operators: see the status page of Auth0.',
  },
} as const satisfies Record<string, ProblemDocumentation>
