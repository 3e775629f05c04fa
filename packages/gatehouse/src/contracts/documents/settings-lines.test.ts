// Tests the lines that `gatehouse import` adds to the settings of a service.
import { expect, test } from 'vitest'
import { withOperationLines } from './settings-lines.ts'

const LINE = "'GET /a': { access: null },"

test.each([
  [
    'settings without operations',
    "export const service = defineOrigin({ origin: 'https://x.example' })\n",
    `export const service = defineOrigin({\n  operations: {\n    ${LINE}\n  },\n  origin: 'https://x.example',\n})\n`,
  ],
  [
    'settings on several lines',
    "export const service = defineOrigin({\n  origin: 'https://x.example',\n})\n",
    `export const service = defineOrigin({\n  operations: {\n    ${LINE}\n  },\n  origin: 'https://x.example',\n})\n`,
  ],
  [
    'settings with operations',
    'export const service = defineOrigin({\n  operations: {\n    // Mine.\n    b: { public: true },\n  },\n})\n',
    `export const service = defineOrigin({\n  operations: {\n    ${LINE}\n    // Mine.\n    b: { public: true },\n  },\n})\n`,
  ],
  [
    'settings with operations on one line',
    'export const service = defineOrigin({\n  operations: { b: { public: true } },\n})\n',
    `export const service = defineOrigin({\n  operations: {\n    ${LINE}\n    b: { public: true },\n  },\n})\n`,
  ],
  [
    'settings with empty operations',
    'export const service = defineOrigin({\n  operations: {},\n})\n',
    `export const service = defineOrigin({\n  operations: {\n    ${LINE}\n  },\n})\n`,
  ],
])('%s get them', (_title, text, expected) => {
  expect(withOperationLines(text, [LINE])).toBe(expected)
})

test('settings in another form are left to their author', () => {
  expect(withOperationLines('export const service = made()\n', [LINE])).toBeNull()
})

test('without a line nothing changes', () => {
  expect(withOperationLines('anything', [])).toBe('anything')
})
