// Merges the paths and components of a service's own document into the gateway's. A component whose name another one has gets the service's
// name as a prefix, and every reference is changed accordingly.
import { ContractError } from './contract-error.ts'
import { COMPONENT_KINDS, isJson, type Json, rebuild } from './rebuild.ts'

/** The parts of an OpenAPI document that are merged. */
export interface OpenApi {
  readonly openapi?: string | undefined
  readonly paths?: object | undefined
  readonly components?: object | undefined
}

/** New names of components by the old reference. */
type Renames = ReadonlyMap<string, string>

const REFERENCE = new RegExp(`^#/components/(?:${COMPONENT_KINDS.join('|')})/[^/]+`)

/**
 * Merges a service's document.
 *
 * @param name the service's
 * @param finish adds to each operation, with its path, what refers to the gateway's own components
 * @throws ContractError for a reference that leads out of the document
 */
export function mergeDocument<Whole extends OpenApi>(
  whole: Whole,
  name: string,
  part: OpenApi,
  finish: (operation: Json, path: string, components: Record<string, unknown>) => Json,
): Whole {
  const renames = renamesOf(whole, name, part)
  const follow = (object: Json): Json => followReferences(object, renames, name)
  const components: Record<string, unknown> = { ...whole.components }
  for (const kind of COMPONENT_KINDS) {
    const own = Object.entries(member(part.components, kind))
    if (own.length === 0) continue
    const renamed = own.map(([key, value]) => [renames.get(referenceTo(kind, key)) ?? key, rebuild(value, follow)])
    components[kind] = { ...member(components, kind), ...(Object.fromEntries(renamed) as Json) }
  }
  const paths: Record<string, unknown> = { ...whole.paths }
  for (const [path, item] of Object.entries(part.paths ?? {})) {
    const operations = Object.entries(objectOf(rebuild(item, follow)))
    const finished = operations.map(([method, operation]) => [method, finish(objectOf(operation), path, components)])
    paths[path] = { ...member(paths, path), ...(Object.fromEntries(finished) as Json) }
  }
  return { ...whole, paths, components }
}

function renamesOf(whole: OpenApi, name: string, part: OpenApi): Renames {
  const renames = new Map<string, string>()
  // A component whose name is taken, by an equal one so far.
  let equal: { readonly kind: string; readonly key: string; readonly references: ReadonlySet<string> }[] = []
  for (const kind of COMPONENT_KINDS) {
    const taken = member(whole.components, kind)
    for (const [key, value] of Object.entries(member(part.components, kind))) {
      if (!Object.hasOwn(taken, key)) continue
      const text = JSON.stringify(value)
      if (JSON.stringify(taken[key]) === text) equal.push({ kind, key, references: referencesIn(text) })
      else rename(kind, key)
    }
  }
  // What an equal component refers to may be another one: then so is that component.
  for (let before = -1; before < renames.size;) {
    before = renames.size
    const others = new Set([...renames.keys()].flatMap((reference) => [reference, reference.replace(/^.*\//, '')]))
    const changed = equal.filter(({ references }) => [...references].some((reference) => others.has(reference)))
    equal = equal.filter((component) => !changed.includes(component))
    for (const { kind, key } of changed) rename(kind, key)
  }
  return renames

  function rename(kind: string, key: string): void {
    const renamed = `${name}.${key}`
    if (
      Object.hasOwn(member(whole.components, kind), renamed) ||
      Object.hasOwn(member(part.components, kind), renamed)
    ) {
      throw new ContractError(
        `origins/${name}/openapi.json: the names ${key} and ${renamed} of ${kind} are both taken: rename one`,
      )
    }
    renames.set(referenceTo(kind, key), renamed)
  }
}

// The components that a text refers to, and every other text in it: the mapping of a discriminator may name a schema without more (OpenAPI 3.1 §4.8.25).
function referencesIn(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/"([^"\\]+)"/g)].map(
      ([, found = '']) => /^#\/components\/[^/]+\/[^/]+/.exec(found)?.[0] ?? found,
    ),
  )
}

function followReferences(object: Json, renames: Renames, name: string): Json {
  const { $ref: reference, discriminator } = object
  return {
    ...object,
    ...(typeof reference === 'string' && { $ref: follow(reference, renames, name) }),
    ...(isJson(discriminator) && { discriminator: followMapping(discriminator, renames) }),
  }
}

// A reference may point to a part of a component.
function follow(reference: string, renames: Renames, name: string): string {
  const [component] = REFERENCE.exec(reference) ?? []
  if (component === undefined) {
    throw new ContractError(
      `origins/${name}/openapi.json refers to ${reference}: put what it means into the document's own components`,
    )
  }
  const renamed = renames.get(component)
  if (renamed === undefined) return reference
  return component.replace(/[^/]+$/, () => renamed) + reference.slice(component.length)
}

// Its values are references, or bare names of schemas (OpenAPI 3.1 §4.8.25).
function followMapping(discriminator: Json, renames: Renames): Json {
  const { mapping } = discriminator
  if (!isJson(mapping)) return discriminator
  const followed = Object.entries(mapping).map(([key, target]) => {
    const text = String(target)
    const renamed = renames.get(text.startsWith('#/') ? text : referenceTo('schemas', text))
    return [key, renamed === undefined ? target : referenceTo('schemas', renamed)]
  })
  return { ...discriminator, mapping: Object.fromEntries(followed) as Json }
}

function referenceTo(kind: string, key: string): string {
  return `#/components/${kind}/${key}`
}

function member(of: object | undefined, key: string): Json {
  return objectOf(of === undefined ? undefined : (of as Json)[key])
}

function objectOf(value: unknown): Json {
  return isJson(value) ? value : {}
}
