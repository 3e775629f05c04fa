// Renders schemas for people: the name, type, limits and meaning of each member, and links to the schemas that have a name.
import { html } from 'hono/html'
import type { Html } from '../html.ts'
import { type Parameter, type Schema, schemaNameOf } from './document.ts'
import { inline } from './prose.ts'

/** Deeper members are left out of the page: such a schema contains itself, or should have a name. */
const DEPTH_MAX = 8

/** The keywords with a limit, and how each is said. */
const LIMITS: readonly (readonly [keyword: string, words: (value: string) => string])[] = [
  ['minimum', (value) => `at least ${value}`],
  ['exclusiveMinimum', (value) => `more than ${value}`],
  ['maximum', (value) => `at most ${value}`],
  ['exclusiveMaximum', (value) => `less than ${value}`],
  ['multipleOf', (value) => `a multiple of ${value}`],
  ['minLength', (value) => `at least ${countOf(value, 'character')}`],
  ['maxLength', (value) => `at most ${countOf(value, 'character')}`],
  ['minItems', (value) => `at least ${countOf(value, 'item')}`],
  ['maxItems', (value) => `at most ${countOf(value, 'item')}`],
]

function countOf(value: string, noun: string): string {
  return `${value} ${noun}${value === '1' ? '' : 's'}`
}

/** The id of a named schema on the page. */
export const schemaId = (name: string): string => `schema-${name}`

/** Renders a schema: its type, and its members below. */
export function schemaOf(schema: Schema, depth: number = 0): Html {
  return html`${typeOf(schema)}${notesOf(schema)}${membersOf(schema, depth)}`
}

/** Renders parameters as a list. */
export function parameterList(parameters: readonly Parameter[]): Html {
  return html`<ul class="fields">
    ${parameters.map((parameter) => {
      const { name, required = false, description, schema = {} } = parameter
      const flags = [parameter.in, ...(required ? ['required'] : []), ...(parameter.deprecated ? ['deprecated'] : [])]
      return field({ name, flags, schema, description: description ?? schema.description, depth: 0 })
    })}
  </ul>`
}

interface Field {
  readonly name: string
  readonly flags: readonly string[]
  readonly schema: Schema
  readonly description: string | undefined
  readonly depth: number
}

function field({ name, flags, schema, description, depth }: Field): Html {
  return html`<li>
    <code class="name">${name}</code>
    ${typeOf(schema)}${flags.map((flag) => html`, <b>${flag}</b>`)}${notesOf(schema)}${description === undefined ? '' : html`<p>${inline(description)}</p>`}${membersOf(schema, depth)}
  </li>`
}

/** The type in words, with links. */
function typeOf(schema: Schema): Html {
  const name = schemaNameOf(schema)
  if (name !== undefined) return html`<a href="#${schemaId(name)}">${name}</a>`
  const alternatives = schema.oneOf ?? schema.anyOf
  if (alternatives !== undefined) return html`${joined(alternatives.map(typeOf), ' or ')}`
  if (schema.allOf !== undefined) return html`${joined(schema.allOf.map(typeOf), ' and ')}`
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum !== undefined)
    return html`${joined(
      schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      ' or ',
    )}`
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  const words = types.map((type) => {
    if (type !== 'array' || schema.items === undefined) return html`${type}`
    return html`array of ${typeOf(schema.items)}`
  })
  const format = schema.format === undefined ? '' : ` (${schema.format})`
  return html`<span class="type">${words.length === 0 ? 'any value' : joined(words, ' or ')}${format}</span>`
}

function notesOf(schema: Schema): Html {
  const notes: Html[] = LIMITS.filter(([keyword]) => schema[keyword] !== undefined).map(
    ([keyword, words]) => html`, ${words(String(schema[keyword]))}`,
  )
  if (typeof schema['pattern'] === 'string') notes.push(html`, pattern <code>${schema['pattern']}</code>`)
  if (schema.default !== undefined) notes.push(html`, default <code>${JSON.stringify(schema.default)}</code>`)
  const example = schema.example ?? schema.examples?.[0]
  if (example !== undefined && typeof example !== 'object')
    notes.push(html`, such as <code>${typeof example === 'string' ? example : JSON.stringify(example)}</code>`)
  return notes.length === 0 ? html`` : html`<span class="notes">${notes}</span>`
}

function membersOf(schema: Schema, depth: number): Html {
  if (depth > DEPTH_MAX || schemaNameOf(schema) !== undefined) return html``
  const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  const { properties = {}, required = [], items, additionalProperties } = schema
  const members = Object.entries(properties).map(([name, member]) =>
    field({
      name,
      flags: [...(required.includes(name) ? ['required'] : []), ...(member.deprecated === true ? ['deprecated'] : [])],
      schema: member,
      description: member.description,
      depth: depth + 1,
    }),
  )
  if (isSchema(additionalProperties))
    members.push(
      field({
        name: 'any other name',
        flags: [],
        schema: additionalProperties,
        description: additionalProperties.description,
        depth: depth + 1,
      }),
    )
  const list =
    members.length === 0
      ? ''
      : html`<ul class="fields">
          ${members}
        </ul>`
  return html`${list}${items === undefined ? '' : membersOf(items, depth + 1)}${parts.map((part) => membersOf(part, depth + 1))}`
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function joined(parts: readonly Html[], between: string): Html[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [html`${between}`, part]))
}
