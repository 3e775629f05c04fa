// Names that versions of the package have changed, and how the text of a project's file gets the new ones. Each change can be made twice.
import { DURABLE_OBJECTS } from '../../project/requirements.ts'
import { formerNameOf, FORMERLY_BARE } from '../../tenant/variables.ts'

/** Codes of problems before 0.1. */
const CODES: Readonly<Record<string, string>> = {
  resource_unknown: 'not_found',
  route_unknown: 'route_not_found',
  token_bound: 'proof_required',
  token_unbound: 'bound_token_required',
}

/** Exports, which a file must import from the package to have them renamed. */
const EXPORTS: Readonly<Record<string, string>> = { Refusal: 'ProblemError' }

/** The specifiers of modules in a copy of the repository before 0.1. */
const MODULES: readonly (readonly [former: RegExp, name: string])[] = [
  [/^#access(?:\/.*)?$/, 'gatehouse/access'],
  [/^#http(?:\/.*)?$/, 'gatehouse/domain'],
]

/** Gives a module of the project the new names. @param text TypeScript */
export function renameInModule(text: string): string {
  const imported = text.replaceAll(
    /(\bfrom\s+|\bimport\s*\(?\s*)(['"])([^'"\n]+)\2/g,
    (_whole, before: string, quote: string, module: string) => `${before}${quote}${moduleNow(module)}${quote}`,
  )
  const coded = imported.replaceAll(/(['"`])([a-z_]+)\1/g, (whole, quote: string, code: string) =>
    Object.hasOwn(CODES, code) ? `${quote}${CODES[code]}${quote}` : whole,
  )
  const renamed = Object.entries(EXPORTS).reduce(
    (changed, [former, name]) => renameExport(changed, former, name),
    coded,
  )
  return exportClasses(renamed)
}

function moduleNow(module: string): string {
  return MODULES.find(([former]) => former.test(module))?.[1] ?? module
}

function renameExport(text: string, former: string, name: string): string {
  const isImported = new RegExp(`\\bimport\\b[^;'"]*\\b${former}\\b[^;'"]*\\bfrom\\s+['"]gatehouse/`).test(text)
  return isImported ? text.replaceAll(new RegExp(`\\b${former}\\b`, 'g'), name) : text
}

// The module of the gateway exports every Durable Object class that wrangler.toml names.
function exportClasses(text: string): string {
  return text.replace(
    /(\bexport\s+const\s*\{)([^}]*\bProofMemory\b[^}]*)(\}\s*=)/,
    (whole, start: string, names: string, end: string) => {
      const missing = Object.values(DURABLE_OBJECTS).filter((name) => !new RegExp(`\\b${name}\\b`).test(names))
      return missing.length === 0 ? whole : `${start} ${[names.trim().replace(/,$/, ''), ...missing].join(', ')} ${end}`
    },
  )
}

/** Gives the variables in the tables `vars` of a wrangler.toml their new names. */
export function renameInConfig(text: string): string {
  // A table goes on until the next one begins.
  return text
    .split(/^(?=\s*\[)/m)
    .map((table) => (/^\s*\[(?:env\.[^\].]+\.)?vars\]/.test(table) ? renameInVariables(table) : table))
    .join('')
}

/** Gives the variables in the lines of a text their new names: a file such as .dev.vars, or a table `vars`. */
export function renameInVariables(text: string): string {
  return FORMERLY_BARE.reduce((changed, name) => {
    const former = new RegExp(`^(\\s*(?:#\\s*)?)${formerNameOf(name)}(?=\\s*=)`, 'gm')
    return changed.replaceAll(former, (_whole, before: string) => `${before}${name}`)
  }, text)
}
