// Checks the names and the kinds of values in origins/<name>/service.ts, because not every project type-checks it. One list of names for each
// kind of settings, which the compiler of TypeScript keeps complete.
import { isPolicy } from '../access/index.ts'
import type { OperationSettings, OriginSettings, WorkerSettings } from '../gateway/handler.ts'
import type { RouteLimits } from '../http/limits.ts'
import type { ToolOptions } from '../http/tool-options.ts'
import { isJson } from './rebuild.ts'
import { suggestionFor } from './places.ts'

/** What a value must be, in words, and the check. */
type Rule = readonly [needed: string, check: (value: unknown) => boolean]
type Rules<Settings> = Readonly<Record<keyof Required<Settings>, Rule>>

const RATE = /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/
const PATH = /^(?:\/[\w.~@-]+)+$/
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/
const HEADER = /^[\w!#$%&'*+.^`|~-]+$/

const text: Rule = ['a text', (value) => typeof value === 'string' && value !== '']
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const flag: Rule = ['true or false', isFlag]
const path: Rule = [
  'a path such as /reports, of letters, digits and - . _ ~ @, without a slash at its end',
  (value) => typeof value === 'string' && PATH.test(value),
]
const amount: Rule = ['a whole number above 0', (value) => Number.isSafeInteger(value) && Number(value) > 0]
const texts: Rule = [
  'a list of texts',
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
]
const textsByName: Rule = [
  'texts by name',
  (value) => isJson(value) && Object.values(value).every((one) => typeof one === 'string'),
]
const exchange: Rule = [
  'an audience and scopes such as { audience: "https://reports.example.com", scopes: ["read:reports"] }',
  (value) =>
    isJson(value) &&
    Object.keys(value).every((name) => name === 'audience' || name === 'scopes') &&
    text[1](value['audience']) &&
    texts[1](value['scopes']) &&
    [value['scopes']].flat().every((scope) => SCOPE.test(String(scope))),
]
const policy: Rule = ["a policy of gatehouse/access, such as scopes('read:reports') or anyone", isPolicy]

const LIMITS: Rules<RouteLimits> = {
  bodyMaxBytes: amount,
  rate: ['the name of a rate class, such as "standard"', (value) => typeof value === 'string' && RATE.test(value)],
}

const OPERATION: Rules<OperationSettings> = {
  access: [`${policy[0]}, or null for a gap`, (value) => value === null || isPolicy(value)],
  public: flag,
  hidden: flag,
  limits: ['limits such as { bodyMaxBytes: 10_000_000 }', isJson],
  timeoutMillis: amount,
  multiSegment: texts,
  mcp: [
    'true, false, or what a tool says about itself, such as { readOnly: true }',
    (value) => isFlag(value) || isJson(value),
  ],
}

const TOOL: Rules<ToolOptions> = { name: text, description: text, readOnly: flag, destructive: flag }

/** Returns a sentence for each fault of what an operation says about its tool. */
export function checkToolOptions(options: unknown, where: string): string[] {
  if (options === undefined || isFlag(options)) return []
  if (isJson(options)) return checkMembers(options, TOOL, `${where}, "mcp":`)
  return [`${where} "mcp" must be ${OPERATION.mcp[0]}`]
}

/** Returns a sentence if what a domain gets a token for is none such. */
export function checkExchangeRule(rule: unknown, where: string): string[] {
  return exchange[1](rule) ? [] : [`${where} "exchange" must be ${exchange[0]}`]
}

const SHARED = {
  from: text,
  prefix: path,
  access: policy,
  operations: ['settings by operation', isJson],
  publicOperations: texts,
  timeoutMillis: amount,
  exchange,
} as const satisfies Record<string, Rule>

const ORIGIN: Rules<OriginSettings> = {
  ...SHARED,
  origin: text,
  vpc: text,
  certificate: text,
  basePath: ['a path such as /api/v1, or / for none', (value) => value === '/' || path[1](value)],
  headers: [
    'names of variables by the names of headers',
    (value) => textsByName[1](value) && Object.keys(Object(value)).every((name) => HEADER.test(name)),
  ],
  matrixParameters: flag,
  encodedSlashes: flag,
  healthPath: text,
}

const WORKER: Rules<WorkerSettings> = {
  ...SHARED,
  binding: text,
  service: text,
  environments: textsByName,
}

/** Returns a sentence for each unknown name and each wrong value in the settings of a service. @param file they are in */
export function checkSettingsShape(settings: unknown, file: string): string[] {
  if (!isJson(settings)) return [`${file} must export "service", made with \`defineOrigin\``]
  // Without either of them, or with both, another check has its own sentence.
  const rules: Readonly<Record<string, Rule>> =
    'origin' in settings === 'binding' in settings ? { ...ORIGIN, ...WORKER } : 'origin' in settings ? ORIGIN : WORKER
  const { operations } = settings
  const named = isJson(operations) ? Object.entries(operations) : []
  return [
    ...checkMembers(settings, rules, `${file}:`),
    ...named.flatMap(([key, operation]) => checkOperation(operation, `${file}: "operations"["${key}"]`)),
  ]
}

function checkOperation(operation: unknown, where: string): string[] {
  if (!isJson(operation)) return [`${where} must be settings such as { access: scopes('read:reports') }`]
  const { limits, mcp } = operation
  const isSaidTwice = operation['access'] !== undefined && operation['public'] !== undefined
  return [
    ...checkMembers(operation, OPERATION, where),
    ...(isJson(limits) ? checkMembers(limits, LIMITS, `${where}.limits`) : []),
    ...(isJson(mcp) ? checkToolOptions(mcp, where) : []),
    ...(isSaidTwice ? [`${where} has both "access" and "public": remove one of them`] : []),
  ]
}

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, Rule>>,
  where: string,
): string[] {
  const known = Object.keys(rules)
  return Object.entries(value).flatMap(([name, one]) => {
    if (!Object.hasOwn(rules, name))
      return [`${where} "${name}" is unknown${suggestionFor(name, known)}: the known names are ${known.join(', ')}`]
    const [needed, check] = rules[name] ?? text
    return one === undefined || check(one) ? [] : [`${where} "${name}" must be ${needed}`]
  })
}
