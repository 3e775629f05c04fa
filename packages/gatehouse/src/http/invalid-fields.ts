// Describes the findings of a validator in our own words, so that a response does not change with a library's version.
import type { z } from '@hono/zod-openapi'
import type { InvalidField } from '../access/index.ts'

type Issue = z.core.$ZodIssue

const PLACES: Readonly<Record<string, string>> = { json: 'body', form: 'body', param: 'path' }

/** Describes the defects of one part of a request. @param target the part as Hono names it: `json`, `query`, `param`, `header` */
export function invalidFields(target: string, issues: readonly Issue[]): InvalidField[] {
  return issues.map((issue) => ({
    in: PLACES[target] ?? target,
    path: issue.path.map(String).join('.'),
    message: describe(issue),
  }))
}

function describe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? `is missing: ${issue.expected} expected` : `is not of type ${issue.expected}`
    case 'too_small':
      return `is too small: ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `is too large: ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return `is not in the format ${issue.format}`
    case 'not_multiple_of':
      return `is no multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`
    case 'custom':
      return issue.message
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return 'has a value that is not allowed'
    default:
      issue satisfies never
      return 'is not allowed'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' || origin === 'set' ? ' items' : ''
}
