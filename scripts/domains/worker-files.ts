// The files of a new domain that are the same for every kind: its configuration and its wiring.
import { tomlValue } from '../deploy/toml-value.ts'
import type { Spelling } from './names.ts'

/** What a domain is to be. */
export interface DomainPlan {
  readonly spelling: Spelling
  /** Whether anyone may read. */
  readonly isPublic: boolean
  /** Whether it keeps what it has in D1; else in a list in the code. */
  readonly withDatabase: boolean
  readonly gateway: {
    readonly name: string
    readonly compatibilityDate: string
  }
}

/** The names of the domain's handlers, which are its operations. */
export function operationsOf({ spelling, withDatabase }: DomainPlan): { list: string; other: string } {
  return { list: `list${spelling.plural}`, other: `${withDatabase ? 'create' : 'get'}${spelling.singular}` }
}

/** wrangler.toml, but for its environments: `npm run environments` writes those. */
export function wranglerToml({ spelling, withDatabase, gateway }: DomainPlan): string {
  const name = `${gateway.name}-${spelling.name}`
  const database = `
[[d1_databases]]
binding = "DB"
database_name = ${tomlValue(name)}
migrations_dir = "migrations"
`
  return `name = ${tomlValue(name)}
main = "src/index.ts"
compatibility_date = ${tomlValue(gateway.compatibilityDate)}
# A handler whose client has gone away hears of it by \`request.signal\`.
compatibility_flags = ["enable_request_signal"]
keep_names = false
workers_dev = false
preview_urls = false
send_metrics = false

[[services]]
binding = "AUTH"
service = ${tomlValue(gateway.name)}
entrypoint = "KeyService"
${withDatabase ? database : ''}
[observability]
enabled = true
redact_query_string = true

# Our own line of each request says what an invocation log would, without its headers, in which a WebSocket sends its token.
[observability.logs]
enabled = true
invocation_logs = false
head_sampling_rate = 1

[observability.traces]
enabled = true
head_sampling_rate = 0.1
`
}

/** src/bindings.ts */
export function bindingsFile({ spelling: { plural } }: DomainPlan): string {
  return `// The domain's bindings, as its handlers see them.
import type { DomainBindings } from '#http/domain'

/** What wrangler generates for this Worker; the key service's methods come from the library. */
export type ${plural}Bindings = ${plural}Env & DomainBindings
`
}

/** src/index.ts */
export function indexFile(plan: DomainPlan): string {
  const { spelling } = plan
  const { list, other } = operationsOf(plan)
  return `// The ${spelling.many} Worker; wiring only.
import { createDomain } from '#http/domain'
import { routes } from '../contract.ts'
import type { ${spelling.plural}Bindings } from './bindings.ts'
import { ${other} } from './${plan.withDatabase ? 'create' : 'get'}-${spelling.file}.ts'
import { ${list} } from './list-${spelling.name}.ts'

export default createDomain<${spelling.plural}Bindings, typeof routes>({
  routes,
  handlers: { ${list}, ${other} },
})
`
}
