// The problems of logins and sessions in a browser.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const SESSION_PROBLEMS = {
  login_failed: {
    status: 400,
    title: 'Login failed',
    detail: 'This browser did not start this login, or started it too long ago: start again at /auth/login.',
  },
  session_expired: {
    status: 401,
    title: 'No session',
    detail: 'There is no session in this browser, or it has ended: log in at /auth/login.',
    challenge: null,
  },
  origin_forbidden: {
    status: 403,
    title: 'Not from this origin',
    detail: 'The session is accepted only for requests that a browser sends from a page of this origin.',
    challenge: null,
  },
  tenant_unavailable: {
    status: 503,
    title: 'Tenant unavailable',
    detail: 'The tenant, where users log in, cannot be reached at the moment.',
  },
} as const satisfies Record<string, Problem>
