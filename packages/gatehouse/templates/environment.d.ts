// The types that wrangler generates for the Worker of domain-d1, once it is a domain.
interface SampleThingsEnv {
  readonly DB: D1Database
}
