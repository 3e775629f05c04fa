// Names the operations of a service that have no access, with the lines to add to its settings.

/** An operation without an access. It is not served. */
export interface AccessGap {
  /** The key that names it in `operations`: its operationId, or its method and path. */
  readonly key: string
  readonly method: string
  /** As the document has it. */
  readonly path: string
  /** Whether the settings have `access: null` for it. */
  readonly isMarked: boolean
}

/** More lines than these are for `gatehouse import`. */
const LINES_MAX = 20

/** The line for an operation in `operations` of the settings. */
export function gapLine({ key, method, path }: AccessGap): string {
  const place = `${method.toUpperCase()} ${path}`
  return `${quoted(key)}: { access: null },${key === place ? '' : ` // ${place}`}`
}

/** Returns a warning with the operations of a service that are left out; nothing if there are none. */
export function gapWarning(name: string, gaps: readonly AccessGap[]): string[] {
  const missing = gaps.filter(({ isMarked }) => !isMarked)
  if (missing.length === 0) return []
  const lines = missing.slice(0, LINES_MAX).map((gap) => `\n    ${gapLine(gap)}`)
  const more = missing.length > LINES_MAX ? `\n    and ${missing.length - LINES_MAX} more` : ''
  return [
    `origins/${name}: neither the document nor service.ts says who may call ${countOf(missing.length)}, so the gateway does not serve ${missing.length === 1 ? 'it' : 'them'}. ` +
      `Add to "operations" in origins/${name}/service.ts, with a policy in place of null (\`gatehouse import ${name}\` writes the lines), ` +
      `or give the document a "security" at its top, or the settings an "access" for all:${lines.join('')}${more}`,
  ]
}

/** Returns a sentence for each operation that the settings mark as a gap. */
export function gapFaults(name: string, gaps: readonly AccessGap[]): string[] {
  return gaps
    .filter(({ isMarked }) => isMarked)
    .map(
      ({ key, method, path }) =>
        `origins/${name}/service.ts: ${method.toUpperCase()} ${path} has access: null, so the gateway does not serve it. Say who may call it: ${quoted(key)}: { access: scopes('read:${name}') }, or { public: true }, or { hidden: true }`,
    )
}

// As oxfmt and prettier write a key.
function quoted(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}

function countOf(count: number): string {
  return count === 1 ? 'one operation' : `${count} operations`
}
