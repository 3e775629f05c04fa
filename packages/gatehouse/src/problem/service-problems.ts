// The problems of the gateway itself and of the services behind it. The client has done nothing wrong.
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const SERVICE_PROBLEMS = {
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here. The request id leads to the log.',
    why: 'The gateway or a service has a defect. The log line `server_error` has the cause.',
    remedy: 'Report it with the `requestId`.',
  },
  service_failed: {
    status: 502,
    title: 'Service failed',
    detail: 'The service behind this route failed.',
    why: 'The domain threw an error, or the origin can not be reached or broke off. The log line `server_error` has the cause.',
    remedy: 'Operators: read the log of the service for the same `requestId`, and check whether the origin runs.',
  },
  service_unavailable: {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service behind this route is not running.',
    why: 'The service is not deployed or not bound, or the circuit breaker of its origin (or of one operation) is open.',
    remedy:
      'Try again after `Retry-After`. Operators: deploy the service; for an origin see the log line `circuit_opened`.',
  },
  not_configured: {
    status: 503,
    title: 'Not configured',
    detail: 'The gateway lacks the configuration that this route needs; its log says which.',
    why: 'A variable is missing or can not be used. The log line `not_configured` names each with its remedy.',
    remedy: 'Operators: correct the variables and deploy. `gatehouse doctor` checks them.',
  },
  service_timeout: {
    status: 504,
    title: 'Service timeout',
    detail: 'The service behind this route took too long.',
    why: 'The service did not begin to answer within 30 seconds, or within the `timeoutMillis` of its settings.',
    remedy: 'Try again later. Operators: read the log of the service for the same `requestId`.',
  },
} as const satisfies Record<string, Problem>
