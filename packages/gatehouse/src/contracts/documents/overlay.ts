// Applies an OpenAPI Overlay (1.0) to a document: https://spec.openapis.org/overlay/v1.0.0.html. Each action selects parts by a JSONPath (RFC 9535).
import { z } from '@hono/zod-openapi'
import { jsonpath } from 'json-p3'
import { isJson } from '../rebuild.ts'
import type { CheckedDocument } from './bundle.ts'
import { pointerTo } from './pointer.ts'

const overlaySchema = z.looseObject({
  overlay: z.string().regex(/^1\.0\.\d+$/, 'must be 1.0.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  extends: z.string().optional(),
  actions: z
    .array(
      z.looseObject({
        target: z.string(),
        description: z.string().optional(),
        update: z.unknown().optional(),
        remove: z.boolean().default(false),
      }),
    )
    .min(1),
})

/**
 * Returns the document with the overlay applied, and a sentence for each action that can't be. An action that selects nothing is one: probably the
 * document has changed.
 *
 * @param locate the place of a part of the overlay, for sentences
 */
export function applyOverlay(
  document: unknown,
  overlay: unknown,
  locate: (pointer: string) => string,
): CheckedDocument {
  const parsed = overlaySchema.safeParse(overlay)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      ({ path, message }) => `${locate(pointerTo(...path))}: ${message}: write it as an Overlay of version 1.0`,
    )
    return { document, faults }
  }
  const problems: string[] = []
  // Held by another object, so that an action may replace the whole document.
  const holder = { root: structuredClone(document) }
  for (const [index, { target, update, remove }] of parsed.data.actions.entries()) {
    const where = `${locate(pointerTo('actions', index))}: the action for ${target}`
    const found = select(target, holder.root)
    if (typeof found === 'string') problems.push(`${where} has a target that is no JSONPath (${found}): correct it`)
    else if (found.length === 0)
      problems.push(`${where} selects nothing in the document: correct the target, or remove the action`)
    // From the last to the first, so that the places in a list stay.
    else for (const keys of found.toReversed()) applyAt(holder, ['root', ...keys], update, remove)
  }
  return { document: holder.root, faults: problems }
}

type Keys = readonly (string | number)[]

function select(target: string, document: unknown): Keys[] | string {
  if (typeof document !== 'object' || document === null) return 'the document is no object'
  try {
    return jsonpath
      .query(target, document as never)
      .locations()
      .map((location) => location.map(keyOf))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function keyOf(key: unknown): string | number {
  return typeof key === 'number' ? key : String(key)
}

function applyAt(holder: object, keys: Keys, update: unknown, remove: boolean): void {
  let parent: unknown = holder
  for (const key of keys.slice(0, -1)) parent = Object(parent)[key]
  const key = keys.at(-1) ?? ''
  // A part of something that an earlier step removed.
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return
  const members = parent as Record<string | number, unknown>
  if (remove && Array.isArray(parent)) parent.splice(Number(key), 1)
  else if (remove) delete members[key]
  else if (update !== undefined) members[key] = merged(members[key], update)
}

function merged(value: unknown, update: unknown): unknown {
  if (Array.isArray(value)) return [...value, ...(Array.isArray(update) ? update : [update])]
  if (!isJson(value) || !isJson(update)) return update
  const result: Record<string, unknown> = { ...value }
  for (const [key, part] of Object.entries(update))
    result[key] = Object.hasOwn(value, key) ? merged(value[key], part) : structuredClone(part)
  return result
}
