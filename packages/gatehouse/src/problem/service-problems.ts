// The problems of the gateway itself and of the services behind it. The client did not cause them.
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const SERVICE_PROBLEMS = {
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here. The request id leads to the log.',
  },
  service_failed: {
    status: 502,
    title: 'Service failed',
    detail: 'The service behind this route failed.',
  },
  service_unavailable: {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service behind this route is not running.',
  },
  not_configured: {
    status: 503,
    title: 'Not configured',
    detail: 'The gateway lacks the configuration that this route needs; its log says which.',
  },
  token_exchange_refused: {
    status: 403,
    title: 'Token exchange refused',
    detail: 'The tenant issues no token for the service behind this route in the name of this caller.',
    challenge: null,
  },
  token_exchange_limited: {
    status: 503,
    title: 'Token exchange limited',
    detail: 'The tenant issues only so many tokens a second for services, and more were needed.',
  },
  exchange_unavailable: {
    status: 503,
    title: 'Exchange unavailable',
    detail: 'The isolates of the gateway cannot be told at the moment, so the request may have had no effect.',
  },
  service_timeout: {
    status: 504,
    title: 'Service timeout',
    detail: 'The service behind this route did not answer in time.',
  },
} as const satisfies Record<string, Problem>
