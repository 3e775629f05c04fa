// The insights Worker; wiring only.
import { createDomain } from 'gatehouse/domain'
import { routes } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { exportPayments } from './export-payments.ts'
import { summarizePayments } from './summarize-payments.ts'
import { watchPayments } from './watch-payments.ts'

export default createDomain<InsightsBindings, typeof routes>({
  routes,
  handlers: { summarizePayments, watchPayments, exportPayments },
})
