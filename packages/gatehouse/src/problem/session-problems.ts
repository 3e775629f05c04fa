// The problems of logging in with a browser, and of its session.
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const SESSION_PROBLEMS = {
  login_failed: {
    status: 400,
    title: 'Login failed',
    detail: 'This browser has begun no such login, or too long ago: start again at /auth/login.',
    why: 'The tenant refused the login, or this browser did not begin it, or it began too long ago.',
    remedy:
      'Start again at `/auth/login`. If the tenant refused, the text of the problem and the log line `login_failed` say what to change.',
  },
  session_expired: {
    status: 401,
    title: 'No session',
    detail: 'Nobody is logged in here, or not any more: log in at /auth/login.',
    why: 'The browser has no session, or the session is over: it ran out, its refresh token is no longer good, or the person logged out.',
    remedy: 'Lead the person to `/auth/login`.',
    challenge: null,
  },
  origin_forbidden: {
    status: 403,
    title: 'Not from this origin',
    detail: 'The session is good only for requests that a browser sends from a page of this very origin.',
    why: 'The request holds a session, and no proof that a page of the gateway’s own origin sent it. A request that changes something needs its `Origin` header too.',
    remedy: 'Send the request from a page of the same origin, or send a token in `Authorization` instead.',
    challenge: null,
  },
  tenant_unavailable: {
    status: 503,
    title: 'Tenant unavailable',
    detail: 'The tenant, where people log in, can not be reached at the moment.',
    why: 'The tenant did not answer when somebody logged in, or when the gateway renewed a session. The session goes on.',
    remedy: 'Try again after `Retry-After`. Operators: see the status page of Auth0.',
  },
} as const satisfies Record<string, Problem>
