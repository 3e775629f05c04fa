// Reads the headers that the gateway adds to each request of an origin, such as a shared secret. Their values are those of variables and
// secrets: no value is in a table, in a log line or in a problem.
import type { ConfigurationProblem } from '../../tenant/variables.ts'
import type { HttpService, Service } from '../handler.ts'

/** A header and its value. */
export type AddedHeader = readonly [name: string, value: string]

/** A header name (RFC 9110 §5.6.2). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** A header value without line breaks and other control characters (RFC 9110 §5.5), in the characters that every server reads alike. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** Headers that the gateway or the connection sets itself. */
const FIXED =
  /^(?:x-forwarded-.*|x-request-id|host|connection|content-length|transfer-encoding|te|trailer|upgrade|sec-websocket-.*)$/i

/** Returns whether a service's row may name a header. */
export function isAddableHeader(name: string): boolean {
  return HEADER_NAME.test(name) && !FIXED.test(name)
}

/** Returns whether the row of a service may name a variable for a header: one of the gateway's own must not reach a service by mistake. */
export function isVariableOfService(name: string): boolean {
  return /^(?!AUTH0_|GATEHOUSE_)[A-Z][A-Z\d_]*$/.test(name)
}

/** A variable or secret that the row of a service names, and the header that it is for. */
export interface AddedHeaderVariable {
  readonly variable: string
  readonly header: string
  readonly service: string
}

/** Returns the variables and secrets that the rows of services name in `headers`, each once. */
export function headerVariablesOf(services: readonly Service[]): readonly AddedHeaderVariable[] {
  const all = services.flatMap((row) =>
    'origin' in row
      ? Object.entries(row.headers ?? {}).map(([header, variable]) => ({ variable, header, service: row.name }))
      : [],
  )
  return [...new Map(all.map((one) => [one.variable, one])).values()]
}

/**
 * Reads the headers that the gateway adds to each request of a service. No value is in a problem.
 *
 * @param environment the Worker's `env`
 */
export function readAddedHeaders(
  { name: service, headers = {} }: Pick<HttpService, 'headers' | 'name'>,
  environment: object,
): { readonly headers: readonly AddedHeader[]; readonly problems: readonly ConfigurationProblem[] } {
  const values = new Map<string, unknown>(Object.entries(environment))
  const problems: ConfigurationProblem[] = []
  const added: AddedHeader[] = []
  for (const [name, variable] of Object.entries(headers)) {
    const value = values.get(variable)
    if (!isAddableHeader(name)) {
      problems.push({
        variable,
        problem: `is for the header ${JSON.stringify(name)}, which the gateway does not add`,
        remedy: `name another header in origins/${service}/service.ts`,
      })
    } else if (!isVariableOfService(variable)) {
      problems.push({
        variable,
        problem: 'is no name of a variable of a service',
        remedy: `name one in origins/${service}/service.ts: capital letters, digits and underscores, not AUTH0_… or GATEHOUSE_…`,
      })
    } else if (typeof value !== 'string' || value === '') {
      problems.push({
        variable,
        problem: 'is missing',
        remedy: `set it to the value of the header ${name} for ${service}: a secret in a deployment, a line of .dev.vars in development`,
      })
    } else if (!HEADER_VALUE.test(value)) {
      problems.push({
        variable,
        problem: 'is no value of a header',
        remedy: 'use one line of ASCII characters, without a space at either end',
      })
    } else added.push([name, value])
  }
  return { headers: added, problems }
}
