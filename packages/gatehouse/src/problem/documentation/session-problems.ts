// What documents the problems of logging in with a browser, and of its session.
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const SESSION_DOCUMENTATION = {
  login_failed: {
    why: 'The tenant refused the login, or this browser did not begin it, or it began too long ago.',
    remedy:
      'Start again at `/auth/login`. If the tenant refused, the text of the problem and the log line `login_failed` say what to change.',
  },
  session_expired: {
    why: 'The browser has no session, or the session is over: it ran out, its refresh token is no longer good, or the person logged out.',
    remedy: 'Lead the person to `/auth/login`.',
  },
  origin_forbidden: {
    why: 'The request holds a session, and no proof that a page of the gateway’s own origin sent it. A request that changes something needs its `Origin` header too.',
    remedy: 'Send the request from a page of the same origin, or send a token in `Authorization` instead.',
  },
  tenant_unavailable: {
    why: 'The tenant did not answer when somebody logged in, or when the gateway renewed a session. The session goes on.',
    remedy: 'Try again after `Retry-After`. Operators: see the status page of Auth0.',
  },
} as const satisfies Record<string, ProblemDocumentation>
