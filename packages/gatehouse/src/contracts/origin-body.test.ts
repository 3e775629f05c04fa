// Tests the body rules that are read from a document.
import { expect, test } from 'vitest'
import { bodyRuleOf } from './origin-body.ts'

const BODY = { required: true, content: { 'application/json': {} } }
const RULE = { required: true, mediaTypes: ['application/json'] }
const coding = (schema: object) => ({ in: 'header', name: 'content-encoding', schema })
const COMPONENTS = { parameters: { Coding: coding({ enum: ['gzip', 'BR', 1] }) } }

test.each([
  [[{ $ref: '#/components/parameters/Coding' }], { ...RULE, codings: ['gzip', 'br'] }],
  [[coding({ const: 'gzip' })], { ...RULE, codings: ['gzip'] }],
  [[coding({ type: 'string' })], RULE],
  [[{ ...coding({ const: 'gzip' }), in: 'query' }], RULE],
  [[{ in: 'header', name: 'X-Coding', schema: { const: 'gzip' } }], RULE],
  [[], RULE],
])('a header parameter names the codings of a compressed body: %j', (parameters, rule) => {
  expect(bodyRuleOf(BODY, COMPONENTS, parameters)).toEqual(rule)
})
