// The domain's bindings, as its handlers see them.
import type { DomainBindings } from 'gatehouse/domain'

/** What wrangler generates for this Worker; the key service's methods come from the library. */
export type InsightsBindings = InsightsEnv & DomainBindings
