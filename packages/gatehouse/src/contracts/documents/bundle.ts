// Makes one document of a document and the files beside it that it refers to. What a file holds becomes a component; a path or an operation that is
// a reference is put in its place.
import { ContractError, ContractProblems } from '../contract-error.ts'
import { DATA_KEYWORDS, isJson, type Json } from '../rebuild.ts'
import { isInline, isNameMap, kindOf } from './part-kind.ts'
import { keysOfFragment, partAt, pointerTo } from './pointer.ts'

/** Reads the files of a document. */
export interface FileReader {
  /** Returns the content of a file. @param path relative to the folder of the document @throws ContractError when it can't be read */
  readonly read: (path: string) => unknown
  /** The place of a part, for sentences. */
  readonly locate: (path: string, pointer: string) => string
  /** Returns the path of a file that is named by a whole address; `undefined` if it is none of these files. */
  readonly pathOf?: (address: string) => string | undefined
}

/** A document without the parts that are at fault. */
export interface CheckedDocument {
  readonly document: unknown
  /** Each a sentence. */
  readonly faults: readonly string[]
}

const REMOTE = /^[a-z][a-z\d+.-]*:/i

interface Place {
  readonly file: string
  readonly keys: readonly string[]
}

/**
 * Returns the document with the parts of other files in it, and a sentence for each reference that leads nowhere. Those are left out.
 *
 * @param main the path of the document, relative to its own folder
 */
export function bundleDocument(document: unknown, main: string, files: FileReader): CheckedDocument {
  // Most documents are one file already: a copy of a large one takes time.
  if (!hasForeignParts(document) && !hasReferredPaths(document)) return { document, faults: [] }
  const bundler = new Bundler(document, main, files)
  const bundled = bundler.copy(document, { file: main, keys: [] })
  const whole = isJson(bundled) ? bundler.withComponents(bundled) : bundled
  return { document: whole, faults: bundler.problems.found }
}

/** Whether something refers to another file. */
export function hasForeignParts(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasForeignParts)
  if (!isJson(value)) return false
  const { $ref: reference } = value
  if (typeof reference === 'string' && !reference.startsWith('#')) return true
  return Object.values(value).some(hasForeignParts)
}

function hasReferredPaths(document: unknown): boolean {
  const paths = partAt(document, ['paths'])
  return isJson(paths) && Object.values(paths).some((item) => refers(item) || Object.values(Object(item)).some(refers))
}

function refers(value: unknown): boolean {
  return isJson(value) && typeof value['$ref'] === 'string'
}

class Bundler {
  readonly problems = new ContractProblems()
  readonly #document: unknown
  readonly #main: string
  readonly #files: FileReader
  /** The new reference of each part of another file. */
  readonly #references = new Map<string, string>()
  readonly #components: Record<string, Record<string, unknown>> = {}
  readonly #unreadable = new Set<string>()

  constructor(document: unknown, main: string, files: FileReader) {
    this.#document = document
    this.#main = main
    this.#files = files
  }

  copy(value: unknown, place: Place, chain: readonly string[] = []): unknown {
    if (Array.isArray(value))
      return value.map((item, index) => this.copy(item, { ...place, keys: [...place.keys, String(index)] }, chain))
    if (!isJson(value)) return value
    const { $ref: reference } = value
    if (typeof reference === 'string' && (place.file !== this.#main || !reference.startsWith('#')))
      return this.#follow(value, reference, place, chain)
    if (typeof reference === 'string' && isInline(place.keys)) return this.#follow(value, reference, place, chain)
    return this.#copyMembers(value, place, chain)
  }

  withComponents(document: Json): Json {
    let whole = document
    for (const [section, named] of Object.entries(this.#components)) {
      const keys = section.split('/')
      const own = partAt(whole, keys)
      whole = withPart(whole, keys, { ...(isJson(own) ? own : {}), ...named })
    }
    return whole
  }

  #copyMembers(value: Json, place: Place, chain: readonly string[]): Json {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, this.#copyMember(key, part, place, chain)]),
    )
  }

  #copyMember(key: string, part: unknown, place: Place, chain: readonly string[]): unknown {
    if (!isNameMap(place.keys) && (DATA_KEYWORDS.has(key) || key.startsWith('x-'))) return part
    const inside = { ...place, keys: [...place.keys, key] }
    if (key === 'mapping' && place.keys.at(-1) === 'discriminator' && isJson(part))
      return this.#copyMapping(part, inside)
    return this.copy(part, inside, chain)
  }

  // The mapping of a discriminator refers without `$ref`, or names a schema; what leads nowhere stays.
  #copyMapping(mapping: Json, place: Place): Json {
    return Object.fromEntries(
      Object.entries(mapping).map(([key, target]) => {
        const { length } = this.problems.found
        const isReference = typeof target === 'string' && /[#/]/.test(target)
        const copied = isReference ? this.copy({ $ref: target }, { ...place, keys: [...place.keys, 'schema'] }) : target
        this.problems.found.length = length
        return [key, isJson(copied) ? (copied['$ref'] ?? target) : target]
      }),
    )
  }

  #follow(value: Json, reference: string, place: Place, chain: readonly string[]): unknown {
    const target = this.#targetOf(reference, place)
    const { $ref: _reference, ...siblings } = value
    if (target === undefined) return siblings
    const id = `${target.file}#${pointerTo(...target.keys)}`
    const isPlain = !isJson(target.part)
    if (isPlain || isInline(place.keys)) {
      if (chain.includes(id)) {
        this.#report(place, `refers to ${reference}, which leads back to itself: write it out`)
        return siblings
      }
      const copied = this.copy(target.part, isInline(place.keys) ? { file: target.file, keys: place.keys } : target, [
        ...chain,
        id,
      ])
      return isJson(copied) ? { ...copied, ...siblings } : copied
    }
    // A part of the document itself has its name already.
    if (target.file === this.#main)
      return { ...this.#copyMembers(siblings, place, chain), $ref: `#${pointerTo(...target.keys)}` }
    return { ...this.#copyMembers(siblings, place, chain), $ref: this.#component(id, target, place) }
  }

  #targetOf(reference: string, place: Place): (Place & { readonly part: unknown }) | undefined {
    const [named = '', fragment = ''] = reference.split('#')
    const path = REMOTE.test(reference) ? this.#files.pathOf?.(named) : named
    if (path === undefined) {
      this.#report(place, `refers to ${reference}: save it beside the document, and refer to the file`)
      return undefined
    }
    const file = path === '' ? place.file : resolvePath(place.file, path)
    if (file === undefined) {
      this.#report(
        place,
        `refers to ${reference}, which is outside of the folder of the document: save it in the folder`,
      )
      return undefined
    }
    const content = file === this.#main ? this.#document : this.#read(file, reference, place)
    if (content === undefined) return undefined
    const keys = keysOfFragment(fragment)
    const part = partAt(content, keys)
    if (part === undefined) this.#report(place, `refers to ${reference}, which is not there: correct the reference`)
    return part === undefined ? undefined : { file, keys, part }
  }

  // A file that can't be read is named once, with the first place that refers to it.
  #read(file: string, reference: string, place: Place): unknown {
    if (this.#unreadable.has(file)) return undefined
    try {
      return this.#files.read(file)
    } catch (error) {
      if (!(error instanceof ContractError)) throw error
      this.#unreadable.add(file)
      for (const problem of error.problems) this.#report(place, `refers to ${reference}: ${problem}`)
      return undefined
    }
  }

  // It has its name before it is copied, because it may refer to itself.
  #component(id: string, target: Place & { readonly part: unknown }, place: Place): string {
    const known = this.#references.get(id)
    if (known !== undefined) return known
    const section = this.#sectionOf(place)
    const named = (this.#components[section] ??= {})
    const own = partAt(this.#document, section.split('/'))
    const base = nameOf(target)
    let name = base
    for (let count = 2; Object.hasOwn(named, name) || (isJson(own) && Object.hasOwn(own, name)); count++)
      name = `${base}_${count}`
    const reference = `#/${section}/${name}`
    this.#references.set(id, reference)
    named[name] = null
    named[name] = this.copy(target.part, { file: target.file, keys: section.split('/').concat(name) })
    return reference
  }

  #sectionOf({ keys }: Place): string {
    const kind = kindOf(keys)
    if (!isJson(this.#document) || this.#document['swagger'] === undefined) return `components/${kind}`
    return kind === 'parameters' || kind === 'responses' ? kind : 'definitions'
  }

  #report({ file, keys }: Place, sentence: string): void {
    this.problems.found.push(`${this.#files.locate(file, pointerTo(...keys))}: ${sentence}`)
  }
}

function nameOf({ file, keys }: Place): string {
  const last = keys.at(-1) ?? (file.split('/').at(-1) ?? '').replace(/\.\w+$/, '')
  return last.replaceAll(/[^\w.-]+/g, '_') || 'part'
}

function resolvePath(from: string, path: string): string | undefined {
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function withPart(document: Json, [key = '', ...rest]: readonly string[], part: unknown): Json {
  const own = document[key]
  return { ...document, [key]: rest.length === 0 ? part : withPart(isJson(own) ? own : {}, rest, part) }
}
