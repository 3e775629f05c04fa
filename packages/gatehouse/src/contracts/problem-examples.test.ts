// Tests the examples of problems in the document: each response shows problems of its own status, as they are sent.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PROBLEMS } from '../problem/problems.ts'

interface Reference {
  readonly $ref: string
}

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: Record<string, Reference> }>> }>
  >
}

const document = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: Record<string, unknown> }>> }
}
const { examples } = document.components
const operations = Object.values(document.paths).flatMap((item) => Object.values(item))

test('every code of the table has an example with its status', () => {
  const found = Object.entries(examples).map(([name, { value }]) => [name, value['code'], value['status']])
  expect(found).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => [code, code, status]))
})

describe.each(operations)('$operationId', ({ responses }) => {
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const media = content?.['application/problem+json']
    return media === undefined ? [] : [{ status: Number(status), shown: media.examples ?? {} }]
  })

  test.each(answers)('shows problems with the status $status, and at least one', ({ status, shown }) => {
    const statuses = Object.entries(shown).map(([code, { $ref: reference }]) => {
      expect(reference).toBe(`#/components/examples/${code}`)
      return examples[code]?.value['status']
    })
    expect(new Set(statuses)).toEqual(new Set([status]))
  })
})

test('a route that demands scopes shows the problem of a missing scope, and that of another demand nowhere', () => {
  const operation = operations.find(({ operationId }) => operationId === 'listPayments')
  const shown = operation?.responses['403']?.content?.['application/problem+json']?.examples ?? {}
  expect(Object.keys(shown)).toEqual(['scope_missing', 'origin_forbidden'])
})
