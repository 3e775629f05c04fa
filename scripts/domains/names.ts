// The name of a domain, in every spelling that the code needs, and whether a name can be had. Pure: what is taken is given.
import { ConfigurationError, parseConfiguration } from '../../src/tenant/configuration.ts'

/** Leaves room for `gatehouse-` and an environment in the name of the Worker, which may have 63 characters. */
const NAME_MAX_CHARACTERS = 40
/** Paths of the gateway that are in no contract, and words that would mislead. */
const RESERVED = new Set(
  'docs auth assets templates openapi health ready status me public secure login logout gateway gatehouse tenant internal cdn-cgi api www localhost'.split(
    ' ',
  ),
)

/** Of which the code that a domain begins with has one already: `nameSchema`, `idSchema`, `DomainBindings`. */
const IN_EVERY_DOMAIN = new Set(['names', 'ids', 'domain'])
/** Types that stand everywhere, and that no value tells of. */
const GLOBAL_TYPES = new Set(['D1Database'])

/** One name in every spelling. */
export interface Spelling {
  /** As it was given: of the folder, the path and the scopes. */
  readonly name: string
  /** `CREDIT_NOTES`: the service binding. */
  readonly binding: string
  /** `credit_notes`: the table of the database. */
  readonly table: string
  /** `creditNotes`: a property. */
  readonly property: string
  /** `CreditNotes`, as in `listCreditNotes`. */
  readonly plural: string
  /** `CreditNote`: the type of one of them. */
  readonly singular: string
  /** `creditNoteSchema` */
  readonly schema: string
  /** `credit-note`: one of them in the name of a file. */
  readonly file: string
  /** `credit notes` and `credit note`: in sentences. */
  readonly many: string
  readonly one: string
}

/** What is there already. */
export interface Taken {
  /** Names of services, and of folders under workers/ and origins/, by what has them. */
  readonly names: ReadonlyMap<string, string>
  /** Paths of routes by the service that has them. */
  readonly paths: readonly { readonly path: string; readonly service: string }[]
  /** Names of everything that the gateway is bound to. */
  readonly bindings: readonly string[]
  /** Names of the schemas in the document. */
  readonly schemas: readonly string[]
}

/** Why a name can't be had, each reason a sentence; nothing when it can. */
export function checkName(name: string, taken: Taken): string[] {
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(name))
    return [`"${name}" is no DNS label: use small letters, digits and single hyphens, with a letter first`]
  if (name.length > NAME_MAX_CHARACTERS)
    return [`"${name}" is longer than ${NAME_MAX_CHARACTERS} characters: the name of its Worker would be too long`]
  const owner = taken.names.get(name)
  if (owner !== undefined) return [`"${name}" is taken by ${owner}: choose another name, or remove that first`]
  if (RESERVED.has(name)) return [`"${name}" is reserved for the gateway itself: choose another name`]
  if (IN_EVERY_DOMAIN.has(name))
    return [`"${name}" would be the name of two things in the domain's own code: choose another name`]
  const route = taken.paths.find(({ path }) => path === `/${name}` || path.startsWith(`/${name}/`))
  if (route !== undefined) return [`the path ${route.path} belongs to ${route.service}: choose another name`]
  const binding = bindingOf(name)
  if (binding === 'AUTH' || taken.bindings.includes(binding))
    return [`the binding ${binding} of the gateway is something else: choose another name`]
  if (isVariable(binding))
    return [`the binding ${binding} would be taken for a variable of the gateway's configuration: choose another name`]
  return []
}

/** Spells a name. @param taken names of types that it must not have */
export function spell(name: string, taken: readonly string[] = []): Spelling {
  const single = singularOf(name)
  // What stands in the document or in the language keeps its name.
  const type = pascal(single)
  const isTaken = taken.includes(type) || GLOBAL_TYPES.has(type) || Object.hasOwn(globalThis, type)
  const isFree = single !== name && !isTaken
  const file = isFree ? single : `${single}-item`
  return {
    name,
    binding: bindingOf(name),
    table: name.replaceAll('-', '_'),
    property: camel(name),
    plural: pascal(name),
    singular: pascal(file),
    schema: `${camel(file)}Schema`,
    file,
    many: name.replaceAll('-', ' '),
    one: file.replaceAll('-', ' '),
  }
}

/** A sentence's beginning. */
export function capitalize(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase())
}

/** The service binding of a domain. */
function bindingOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}

function pascal(name: string): string {
  return name.split('-').map(capitalize).join('')
}

function camel(name: string): string {
  return pascal(name).replace(/^./, (letter) => letter.toLowerCase())
}

function singularOf(name: string): string {
  if (name.endsWith('ies') && name.length > 4) return name.replace(/ies$/, 'y')
  if (/(?:ch|sh|ss|x|z|[^ao]us)es$/.test(name)) return name.replace(/es$/, '')
  return /(?:ss|us|is)$/.test(name) ? name : name.replace(/s$/, '')
}

// A binding is no variable, unless it has the very name of one.
function isVariable(binding: string): boolean {
  try {
    parseConfiguration({ AUTH0_DOMAIN: 'example.auth0.com', AUTH0_AUDIENCE: 'example', [binding]: {} })
    return false
  } catch (error) {
    if (error instanceof ConfigurationError) return true
    throw error
  }
}
