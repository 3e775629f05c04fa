// Changes variables in the text of .dev.vars and of wrangler.toml: nothing else in them changes, comments included. The result is read
// again, and has exactly the wanted variables, or there is no result.
import { isDeepStrictEqual, parseEnv } from 'node:util'
import { parse } from 'smol-toml'
import { tableOf } from '../../project/table.ts'

type Values = Readonly<Record<string, string>>

/** Returns the text of a .dev.vars with these values; `null` when it can't be changed without a risk. */
export function changeDevVars(text: string, values: Values): string | null {
  if (Object.values(values).some((value) => /["\\\n\r]/.test(value))) return null
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}="${value}"`
    // The last line of a name counts.
    const index = lines.findLastIndex((one) => nameIn(one) === name)
    if (index === -1) lines.push(line)
    else lines[index] = line
  }
  const changed = `${lines.join('\n')}\n`
  return isDeepStrictEqual({ ...parseEnv(changed) }, { ...parseEnv(text), ...values }) ? changed : null
}

/** Returns the text of a wrangler.toml with these values in `[env.NAME.vars]`; `null` when it can't be changed without a risk. */
export function changeToml(text: string, environment: string, values: Values): string | null {
  const before = parse(text)
  const lines = text.replace(/\n*$/, '').split('\n')
  const header = `[env.${environment}.vars]`
  const start = lines.findIndex((line) => line.trim() === header)
  if (start === -1) lines.push('', header)
  const first = start === -1 ? lines.length : start + 1
  for (const [name, value] of Object.entries(values)) {
    const line = `${name} = ${JSON.stringify(value)}`
    const rest = lines.slice(first)
    const nextTable = rest.findIndex((one) => one.trimStart().startsWith('['))
    const own = nextTable === -1 ? rest : rest.slice(0, nextTable)
    const index = own.findIndex((one) => nameIn(one) === name)
    if (index !== -1) lines[first + index] = line
    else lines.splice(first + lastUsed(own) + 1, 0, line)
  }
  const changed = `${lines.join('\n')}\n`
  const environments = tableOf(before['env'])
  const own = tableOf(environments[environment])
  const vars = { ...tableOf(own['vars']), ...values }
  const wanted = { ...before, env: { ...environments, [environment]: { ...own, vars } } }
  return isSameToml(changed, wanted) ? changed : null
}

function isSameToml(text: string, wanted: object): boolean {
  try {
    return JSON.stringify(sorted(parse(text))) === JSON.stringify(sorted(wanted))
  } catch {
    return false
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]))
}

function nameIn(line: string): string | undefined {
  return /^\s*(?:export\s+)?([A-Z][A-Z\d_]*)\s*=/.exec(line)?.[1]
}

// The last line of a table that is neither empty nor a comment; -1 for an empty table, whose comments stay below.
function lastUsed(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
}
