// Tests the document of one service: it contains its operations, the components that they refer to, and nothing else.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { documentOfService, type WholeDocument } from './service-document.ts'

const whole = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as WholeDocument
const SERVICE = { title: 'Payments', description: 'Make payments.' }
const names = whole.tags.map(({ name }) => name)

function operationsOf({ paths }: WholeDocument): string[] {
  return Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`))
}

test('together they hold every operation of the whole, each once', () => {
  const parts = names.flatMap((name) => operationsOf(documentOfService(whole, name, SERVICE)))
  expect(parts.toSorted()).toEqual(operationsOf(whole).toSorted())
})

test.each(names)('that of %s refers to nothing that it lacks and holds nothing that it does not refer to', (name) => {
  const part = documentOfService(whole, name, SERVICE)
  const held = Object.entries(part.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, named]) => Object.keys(named).map((key) => `#/components/${kind}/${key}`))
  const referred = [...JSON.stringify(part).matchAll(/"(#\/components\/[^"]+)"/g)].map(([, reference]) => reference)
  expect(held.toSorted()).toEqual([...new Set(referred)].toSorted())
  expect(held.length).toBeGreaterThan(0)
})

test('it names the service, and keeps every way to log in', () => {
  const part = documentOfService(whole, 'payments', SERVICE)
  expect(part.info).toMatchObject({ title: 'Gatehouse: Payments', description: 'Make payments.' })
  expect(part.tags.map(({ name }) => name)).toEqual(['payments'])
  expect(part.components['securitySchemes']).toEqual(whole.components['securitySchemes'])
})
