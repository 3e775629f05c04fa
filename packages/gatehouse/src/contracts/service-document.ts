// Extracts the document of one service from the whole: its operations, and only the components that they refer to.
import { isJson, type Json } from './rebuild.ts'

/** The parts of the whole document that are used here. */
export interface WholeDocument {
  readonly info: Json
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: Readonly<Record<string, Json>>
}

/**
 * The document of a service.
 *
 * @param name its tag in the whole
 * @param service its title and description
 */
export function documentOfService(
  whole: WholeDocument,
  name: string,
  { title, description }: { readonly title: string; readonly description: string },
): WholeDocument {
  const paths = Object.fromEntries(
    Object.entries(whole.paths).flatMap(([path, item]) => {
      const operations = Object.entries(item).filter(([, operation]) => hasTag(operation, name))
      return operations.length === 0 ? [] : [[path, Object.fromEntries(operations)] as const]
    }),
  )
  return {
    ...whole,
    info: { ...whole.info, title: `${String(whole.info['title'])}: ${title}`, description },
    tags: whole.tags.filter((tag) => tag.name === name),
    paths,
    components: componentsFor(paths, whole.components),
  }
}

function hasTag(operation: unknown, name: string): boolean {
  if (!isJson(operation)) return false
  const { tags } = operation
  return Array.isArray(tags) && tags.includes(name)
}

/** The components that paths refer to. Security schemes are named, not referred to, and every service has them all. */
export function componentsFor(paths: unknown, { securitySchemes, ...components }: WholeDocument['components']) {
  const needed = new Set<string>()
  const left: unknown[] = [paths]
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    for (const reference of referencesIn(value)) {
      if (needed.has(reference)) continue
      needed.add(reference)
      const [kind = '', key = ''] = reference.split('/')
      left.push(components[kind]?.[key])
    }
  }
  const kinds = Object.entries(components).map(([kind, named]) => {
    return [kind, Object.fromEntries(Object.entries(named).filter(([key]) => needed.has(`${kind}/${key}`)))] as const
  })
  return { ...(securitySchemes && { securitySchemes }), ...Object.fromEntries(kinds) }
}

/** `schemas/Payment` for each `#/components/schemas/Payment`; the mapping of a discriminator refers without `$ref`. */
function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(/"#\/components\/([^/"]+\/[^/"]+)/g)].flatMap(
    ([, found]) => found ?? [],
  )
}
