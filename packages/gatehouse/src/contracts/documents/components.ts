// Selects the components that operations use, so that the gateway's document holds no others. A reference to any other part of the document becomes
// one to a component.
import { COMPONENT_KINDS, isJson, type Json, rebuild } from '../rebuild.ts'
import { keysOfFragment, partAt, pointerTo } from './pointer.ts'

type Kind = (typeof COMPONENT_KINDS)[number]
type Components = Partial<Record<Kind, Record<string, unknown>>>

/** The operations, with the components that they use. */
export interface Selection {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: Components
  /** A sentence for each reference that leads nowhere. */
  readonly faults: readonly string[]
}

/** An operation of the document, for its place in sentences. */
export interface PlacedOperation {
  readonly path: string
  readonly method: string
  readonly operation: unknown
  /** The pointer to it in the document. */
  readonly pointer: string
}

/** Selects what operations use. @param document that they are from @param locate the place of a part, for sentences */
export function selectComponents(
  operations: readonly PlacedOperation[],
  document: unknown,
  locate: (pointer: string) => string,
): Selection {
  const selector = new Selector(document, locate)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { path, method, operation, pointer } of operations)
    (paths[path] ??= {})[method] = selector.select(operation, pointer)
  selector.finish()
  return { paths, components: selector.components, faults: selector.faults }
}

class Selector {
  readonly components: Components = {}
  readonly faults: string[] = []
  readonly #document: unknown
  readonly #locate: (pointer: string) => string
  /** The new reference of each part that was selected. */
  readonly #known = new Map<string, string>()
  readonly #left: { readonly kind: Kind; readonly name: string; readonly part: unknown; readonly pointer: string }[] =
    []

  constructor(document: unknown, locate: (pointer: string) => string) {
    this.#document = document
    this.#locate = locate
  }

  select(part: unknown, pointer: string): unknown {
    return rebuild(part, (object) => {
      const { $ref: reference, discriminator } = object
      if (typeof reference !== 'string' && !isJson(discriminator)) return object
      return {
        ...object,
        ...(typeof reference === 'string' && { $ref: this.#follow(reference, pointer) }),
        ...(isJson(discriminator) && { discriminator: this.#followMapping(discriminator, pointer) }),
      }
    })
  }

  // A part can refer to others, and these to it.
  finish(): void {
    for (let next = this.#left.pop(); next !== undefined; next = this.#left.pop()) {
      const named = (this.components[next.kind] ??= {})
      named[next.name] = this.select(next.part, next.pointer)
    }
  }

  #follow(reference: string, pointer: string): string {
    const known = this.#known.get(reference)
    if (known !== undefined) return known
    const keys = keysOfFragment(reference.replace(/^#/, ''))
    const part = reference.startsWith('#') ? partAt(this.#document, keys) : undefined
    if (part === undefined) {
      this.faults.push(
        `${this.#locate(pointer)}: refers to ${reference}, which is not in the document: correct the reference, or leave the operation out with { hidden: true }`,
      )
      this.#known.set(reference, reference)
      return reference
    }
    const [first, kind, name = ''] = keys
    if (first === 'components' && isKind(kind)) {
      this.#known.set(reference, reference)
      this.#keep(kind, name, partAt(this.#document, keys.slice(0, 3)), pointerTo(...keys.slice(0, 3)))
      return reference
    }
    const made = `_${keys.map((key) => key.replaceAll(/[^\w.-]+/g, '_')).join('_')}`
    const renamed = `#/components/schemas/${made}`
    this.#known.set(reference, renamed)
    this.#keep('schemas', made, part, pointerTo(...keys))
    return renamed
  }

  #keep(kind: Kind, name: string, part: unknown, pointer: string): void {
    const named = (this.components[kind] ??= {})
    if (Object.hasOwn(named, name)) return
    named[name] = null
    this.#left.push({ kind, name, part, pointer })
  }

  // Its values are references, or bare names of schemas (OpenAPI 3.1 §4.8.25).
  #followMapping(discriminator: Json, pointer: string): Json {
    const { mapping } = discriminator
    if (!isJson(mapping)) return discriminator
    const followed = Object.entries(mapping).map(([key, target]) => {
      const text = String(target)
      const reference = text.startsWith('#') ? text : `#/components/schemas/${text}`
      if (partAt(this.#document, keysOfFragment(reference.slice(1))) === undefined) return [key, target]
      const followed = this.#follow(reference, pointer)
      return [key, reference === text ? followed : target]
    })
    return { ...discriminator, mapping: Object.fromEntries(followed) as Json }
  }
}

function isKind(kind: string | undefined): kind is Kind {
  return COMPONENT_KINDS.some((known) => known === kind)
}
