// Writes an operation as a program that calls it, in the languages and tools that people use.
import { anyone, tokenNeed } from '../../access/index.ts'
import { SAMPLE_ORIGIN, SAMPLE_TOKEN } from '../placeholders.ts'
import {
  bodyOf,
  type Operation,
  parametersOf,
  type Parameter,
  type PlacedOperation,
  type ReferenceDocument,
} from './document.ts'
import { sampleOf } from './schema-sample.ts'

/** A program. */
export interface Sample {
  readonly name: string
  readonly text: string
}

/** The call that every sample makes. */
interface Call {
  readonly method: string
  readonly path: string
  readonly url: string
  readonly parameters: Readonly<Record<'header' | 'path' | 'query', Readonly<Record<string, string>>>>
  readonly needsToken: boolean
  /** The JSON of the body; `undefined` when there is none, or none in JSON. */
  readonly json: unknown
}

/**
 * The samples of an operation.
 *
 * @param contract the path of the contract of its service, for the typed client; `null` when it has none in TypeScript
 */
export function samplesOf(
  operation: PlacedOperation,
  components: ReferenceDocument['components'],
  contract: string | null,
): Sample[] {
  const call = callOf(operation, components)
  return [
    { name: 'curl', text: curl(call) },
    { name: 'fetch', text: fetchProgram(call) },
    ...(contract === null ? [] : [{ name: 'Typed client', text: typedClient(call, contract) }]),
    { name: 'Python', text: python(call) },
    { name: 'httpie', text: httpie(call) },
  ]
}

function callOf(operation: PlacedOperation, components: ReferenceDocument['components']): Call {
  const parameters = parametersOf(operation, components)
  const valuesIn = (place: string): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place && (place === 'path' || parameter.required === true))
        .map((parameter) => [parameter.name, valueOf(parameter, components)]),
    )
  const [path, query, header] = [valuesIn('path'), valuesIn('query'), valuesIn('header')]
  const filled = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? name))
  const search = new URLSearchParams(query).toString()
  return {
    method: operation.method.toUpperCase(),
    path: operation.path,
    url: SAMPLE_ORIGIN + filled + (search === '' ? '' : `?${search}`),
    parameters: { path, query, header },
    needsToken: needsToken(operation),
    json: jsonOf(operation, components),
  }
}

function needsToken(operation: Operation): boolean {
  return tokenNeed(operation['x-access'] ?? anyone) === 'required'
}

function valueOf({ example, schema = {} }: Parameter, components: ReferenceDocument['components']): string {
  return String(example ?? sampleOf(schema, { components }, 'request'))
}

function jsonOf(operation: Operation, components: ReferenceDocument['components']): unknown {
  const media = bodyOf(operation, components)?.['application/json']
  if (media === undefined) return undefined
  return media.example ?? (media.schema && sampleOf(media.schema, { components }, 'request'))
}

function headersOf({ parameters, needsToken, json }: Call): [name: string, value: string][] {
  return [
    ...(needsToken ? ([['Authorization', `Bearer ${SAMPLE_TOKEN}`]] as [string, string][]) : []),
    ...Object.entries(parameters.header),
    ...(json === undefined ? [] : ([['Content-Type', 'application/json']] as [string, string][])),
  ]
}

// A shell replaces $TOKEN between double quotes only.
function curl(call: Call): string {
  const { method, url, json } = call
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${shell(url)}`,
    ...headersOf(call).map(([name, value]) => `-H ${shellExpanding(`${name}: ${value}`)}`),
    ...(json === undefined ? [] : [`-d ${shell(JSON.stringify(json))}`]),
  ].join(' \\\n  ')
}

function httpie(call: Call): string {
  const { method, url, json, needsToken } = call
  return [
    `http ${needsToken ? `-A bearer -a "${SAMPLE_TOKEN}" ` : ''}${method} ${shell(url)}`,
    ...Object.entries(call.parameters.header).map(([name, value]) => shell(`${name}:${value}`)),
    ...(json === undefined ? [] : [`--raw ${shell(JSON.stringify(json))}`]),
  ].join(' \\\n  ')
}

function fetchProgram(call: Call): string {
  const { method, url, json } = call
  const headers = Object.fromEntries(headersOf(call))
  const members = [
    ...(method === 'GET' ? [] : [`method: ${literal(method)}`]),
    ...(Object.keys(headers).length === 0 ? [] : [`headers: ${literal(headers)}`]),
    ...(json === undefined ? [] : [`body: JSON.stringify(${literal(json)})`]),
  ]
  if (members.length === 0) return `const response = await fetch(${literal(url)})`
  return `const response = await fetch(${literal(url)}, {\n${members.map((member) => `  ${member},\n`).join('')}})`
}

function typedClient(call: Call, contract: string): string {
  const { path, method, parameters, json, needsToken } = call
  const parts = path.split('/').filter((part) => part !== '')
  const steps = (parts.length === 0 ? ['index'] : parts).map((part) => {
    const name = part.replaceAll(/\{([^}]+)\}/g, ':$1')
    return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${literal(name)}]`
  })
  const input = {
    ...(Object.keys(parameters.path).length > 0 && { param: parameters.path }),
    ...(Object.keys(parameters.query).length > 0 && { query: parameters.query }),
    ...(Object.keys(parameters.header).length > 0 && { header: parameters.header }),
    ...(json !== undefined && { json }),
  }
  const options = needsToken ? `, { headers: { authorization: 'Bearer ${SAMPLE_TOKEN}' } }` : ''
  return `import { hc } from 'hono/client'
import type { Api } from 'gatehouse/domain'
import type { routes } from '${contract}'

const client = hc<Api<typeof routes>>('${SAMPLE_ORIGIN}'${options})
const response = await client${steps.join('')}.$${method.toLowerCase()}(${Object.keys(input).length > 0 ? literal(input) : ''})`
}

function python(call: Call): string {
  const { method, url, json } = call
  const headers = Object.fromEntries(headersOf(call).filter(([name]) => json === undefined || name !== 'Content-Type'))
  const members = [
    JSON.stringify(url),
    ...(Object.keys(headers).length === 0 ? [] : [`headers=${pythonLiteral(headers)}`]),
    ...(json === undefined ? [] : [`json=${pythonLiteral(json)}`]),
  ]
  const inside = members.length === 1 ? members.join('') : `\n${members.map((member) => `    ${member},\n`).join('')}`
  return `import requests\n\nresponse = requests.${method.toLowerCase()}(${inside})`
}

/** A JavaScript literal in one line, with single quotes. */
function literal(value: unknown): string {
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => {
    return `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)}: ${literal(member)}`
  })
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function pythonLiteral(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${pythonLiteral(member)}`)
    .join(', ')}}`
}

function shell(text: string): string {
  return /^[\w@%+=:,./?&-]+$/.test(text) && !/[?&]/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function shellExpanding(text: string): string {
  if (!text.includes(SAMPLE_TOKEN)) return shell(text)
  return `"${text.replaceAll(/["\\`]/g, String.raw`\$&`)}"`
}
