// The problems of logging in with a browser, and of its session.
import type { Problem } from './row.ts'

/** What each code answers. */
export const SESSION_PROBLEMS = {
  login_failed: {
    status: 400,
    title: 'Login failed',
    detail: 'This browser has begun no such login, or too long ago: start again at /auth/login.',
  },
  session_expired: {
    status: 401,
    title: 'No session',
    detail: 'Nobody is logged in here, or not any more: log in at /auth/login.',
    challenge: null,
  },
  origin_forbidden: {
    status: 403,
    title: 'Not from this origin',
    detail: 'The session is good only for requests that a browser sends from a page of this very origin.',
    challenge: null,
  },
  tenant_unavailable: {
    status: 503,
    title: 'Tenant unavailable',
    detail: 'The tenant, where people log in, can not be reached at the moment.',
  },
} as const satisfies Record<string, Problem>
