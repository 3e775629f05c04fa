// The name of a new service: in every spelling that the template needs, and whether it can be had. Pure: what is taken is given.
import { bindingOf } from '../project/workers.ts'

/** Leaves room for the gateway's name and an environment in the name of the Worker, which may have 63 characters. */
const NAME_MAX_CHARACTERS = 40
/** Paths of the gateway that are in no contract, and words that would mislead. */
const RESERVED = new Set(
  'docs auth assets templates openapi health ready status me login logout gateway gatehouse tenant internal cdn-cgi api www localhost'.split(
    ' ',
  ),
)
/** Names of types that the template's code uses itself. */
const TYPES_IN_USE = new Set(['D1Database', 'Domain', 'DomainBindings', 'DomainHandler', 'Name', 'Id'])

/** The names that the project has already. */
export interface TakenNames {
  /** The folders under workers/ and origins/. */
  readonly services: readonly string[]
  /** Paths of routes by the service that has them. */
  readonly paths: readonly { readonly path: string; readonly service: string }[]
  /** Names of everything that the gateway is bound to. */
  readonly bindings: readonly string[]
  /** Names of the schemas in the document. */
  readonly schemas: readonly string[]
}

/** Returns why a name is not available, as a sentence; `null` when it is. */
export function findNameFault(name: string, taken: TakenNames): string | null {
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(name))
    return `"${name}" is no DNS label: use small letters, digits and single hyphens, with a letter first`
  if (name.length > NAME_MAX_CHARACTERS)
    return `"${name}" is longer than ${NAME_MAX_CHARACTERS} characters: the name of its Worker would be too long`
  if (taken.services.includes(name)) return `"${name}" is taken: choose another name, or remove that service first`
  if (RESERVED.has(name)) return `"${name}" is reserved for the gateway itself: choose another name`
  const route = taken.paths.find(({ path }) => path === `/${name}` || path.startsWith(`/${name}/`))
  if (route !== undefined) return `the path ${route.path} belongs to ${route.service}: choose another name`
  const binding = bindingOf(name)
  if (binding === 'AUTH' || taken.bindings.includes(binding))
    return `the binding ${binding} of the gateway is something else: choose another name`
  return null
}

/**
 * Writes the template's text for another name: `sample-things` in every spelling.
 *
 * @param schemas names of schemas that the document has already: none of them is taken twice
 */
export function renameTemplate(text: string, name: string, schemas: readonly string[] = []): string {
  const one = singularOf(name, schemas)
  const spellings: readonly (readonly [string, string])[] = [
    ['SAMPLE_THINGS', bindingOf(name)],
    ['SampleThings', pascal(name)],
    ['SampleThing', pascal(one)],
    ['sampleThings', camel(name)],
    ['sampleThing', camel(one)],
    ['sample-things', name],
    ['sample-thing', one],
    ['sample_things', name.replaceAll('-', '_')],
    ['Sample things', capitalize(name.replaceAll('-', ' '))],
    ['sample things', name.replaceAll('-', ' ')],
    ['sample thing', one.replaceAll('-', ' ')],
  ]
  return spellings.reduce((changed, [from, to]) => changed.replaceAll(from, () => to), text)
}

function singularOf(name: string, schemas: readonly string[]): string {
  const single = trimPlural(name)
  const type = pascal(single)
  const isTaken = schemas.includes(type) || TYPES_IN_USE.has(type) || Object.hasOwn(globalThis, type)
  return single === name || isTaken ? `${single}-item` : single
}

function trimPlural(name: string): string {
  if (name.endsWith('ies') && name.length > 4) return name.replace(/ies$/, 'y')
  if (/(?:ch|sh|ss|x|z|[^ao]us)es$/.test(name)) return name.replace(/es$/, '')
  return /(?:ss|us|is)$/.test(name) ? name : name.replace(/s$/, '')
}

function pascal(name: string): string {
  return name.split('-').map(capitalize).join('')
}

function camel(name: string): string {
  return pascal(name).replace(/^./, (letter) => letter.toLowerCase())
}

function capitalize(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase())
}
