// Finds what the settings of a service say about one operation of its document. Of the keys that fit an operation the most specific one wins, for
// each member by itself.
import type { OperationSettings } from '../gateway/handler.ts'
import type { Where } from './document-source.ts'
import { escapePattern } from './path-template.ts'
import { suggestionFor } from './places.ts'

/** The part of an operation that keys are compared with. */
export interface OperationNames {
  /** As the document has it; `undefined` if it has none, or if another operation has the same. */
  readonly documentId: string | undefined
  /** As the gateway calls it. */
  readonly operationId: string
  readonly method: string
  /** As the document has it, without a prefix. */
  readonly path: string
  readonly tags: readonly string[]
}

/** One key, read. */
interface Rule {
  readonly key: string
  readonly settings: OperationSettings
  readonly fits: (operation: OperationNames) => boolean
  /** The larger, the more specific. */
  readonly specificity: readonly [kind: number, literals: number]
  isUsed: boolean
}

/** The settings for one operation, with the key that each member comes from. */
export interface FoundSettings {
  readonly settings: OperationSettings
  /** The keys of its `access` or `public`: whether it names this operation alone. */
  readonly accessKey: { readonly key: string; readonly isExact: boolean } | undefined
}

const METHOD_AND_PATH = /^([A-Za-z]+) +(\/\S*)$/
const EXACT = 2

/** The `operations` of a service, ready to be asked. */
export class OperationRules {
  readonly #rules: readonly Rule[]

  constructor(operations: Readonly<Record<string, OperationSettings>>) {
    this.#rules = Object.entries(operations).map(([key, settings]) => ({
      key,
      settings,
      ...readKey(key),
      isUsed: false,
    }))
  }

  /**
   * Returns what the settings say about an operation.
   *
   * @param where the operation, for the sentences of faults
   * @param faults collects a sentence where two keys that are equally specific differ
   */
  settingsFor(operation: OperationNames, where: Where, faults: string[]): FoundSettings {
    const fitting = this.#rules.filter((rule) => rule.fits(operation)).toSorted(bySpecificity)
    for (const rule of fitting) rule.isUsed = true
    const found: Record<string, unknown> = {}
    const origin = new Map<string, Rule>()
    for (const rule of fitting) {
      for (const [member, value] of Object.entries(rule.settings)) {
        // `public` is another word for an access.
        const group = member === 'public' ? 'access' : member
        const other = origin.get(group)
        if (other === undefined) {
          origin.set(group, rule)
          found[member] = value
        } else if (other !== rule && bySpecificity(other, rule) === 0 && differs(other, rule, member)) {
          faults.push(
            `${where.toString()}: "${other.key}" and "${rule.key}" in "operations" say different things about its "${member}": name the operation itself`,
          )
        }
      }
    }
    const access = origin.get('access')
    return {
      settings: found,
      accessKey: access && { key: access.key, isExact: access.specificity[0] >= EXACT },
    }
  }

  /** Returns a sentence for each key that fits no operation. */
  unused(file: string, operations: readonly OperationNames[]): string[] {
    const names = operations.flatMap(({ documentId, operationId, method, path, tags }) => [
      documentId ?? operationId,
      `${method.toUpperCase()} ${path}`,
      ...tags.map((tag) => `tag:${tag}`),
    ])
    return this.#rules
      .filter(({ isUsed }) => !isUsed)
      .map(
        ({ key }) =>
          `${file}: "operations" names "${key}"${suggestionFor(key, [...new Set(names)])}, which fits no operation of the document: use an operationId, a method and a path ("GET /things/{id}"), a tag ("tag:admin") or a pattern of paths ("/admin/**")`,
      )
  }
}

function readKey(key: string): Pick<Rule, 'fits' | 'specificity'> {
  if (key.startsWith('tag:')) {
    const tag = key.slice('tag:'.length)
    return { fits: ({ tags }) => tags.includes(tag), specificity: [0, 0] }
  }
  const [, method, written] = METHOD_AND_PATH.exec(key) ?? []
  const path = written ?? (key.startsWith('/') ? key : undefined)
  if (path === undefined)
    return {
      fits: ({ documentId, operationId }) => (documentId ?? operationId) === key,
      specificity: [3, 0],
    }
  const pattern = patternOf(path)
  const isExact = method !== undefined && !path.includes('*')
  return {
    fits: (operation) =>
      (method === undefined || method.toLowerCase() === operation.method) && pattern.test(operation.path),
    specificity: [isExact ? EXACT : 1, path.replaceAll('*', '').length * 2 + (method === undefined ? 0 : 1)],
  }
}

// `*` is a part of a segment, `**` anything. `/admin/**` includes `/admin` itself.
function patternOf(path: string): RegExp {
  const parts = path.split(/(\/\*\*$|\*\*|\*)/).map((part) => {
    if (part === '/**') return '(?:/.*)?'
    if (part === '**') return '.*'
    return part === '*' ? '[^/]*' : escapePattern(part)
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

function bySpecificity(one: Rule, other: Rule): number {
  return other.specificity[0] - one.specificity[0] || other.specificity[1] - one.specificity[1]
}

function differs(one: Rule, other: Rule, member: string): boolean {
  const said = (rule: Rule): string =>
    member === 'public' || member === 'access'
      ? JSON.stringify([rule.settings.public, rule.settings.access])
      : JSON.stringify(Object(rule.settings)[member])
  return said(one) !== said(other)
}
