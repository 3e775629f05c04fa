// Changes that break no client.
import {
  TEXT,
  NUMBER,
  CARD,
  CASH,
  BANK,
  content,
  object,
  document,
  operations,
  takes,
  answers,
  asks,
  query,
  old,
  type Pair,
} from './documents.ts'

/** Changes that break no client. */
export const HARMLESS: readonly Pair[] = [
  ['a further alternative that a body may be', ...takes({ oneOf: [CARD, CASH] }, { oneOf: [CARD, CASH, BANK] })],
  ['an alternative that an answer never is any more', ...answers({ anyOf: [CARD, CASH] }, { anyOf: [CASH] })],
  [
    'an optional field in an alternative of a body',
    ...takes({ anyOf: [CARD] }, { anyOf: [{ ...CARD, properties: { ...CARD.properties, more: TEXT } }] }),
  ],
  [
    'a part of allOf that a body need not fit any more',
    ...takes({ allOf: [object({ a: TEXT }), object({}, { required: ['a'] })] }, { allOf: [object({ a: TEXT })] }),
  ],
  [
    'other fields that a body may have now',
    ...takes(object({ a: TEXT }, { additionalProperties: false }), object({ a: TEXT })),
  ],
  [
    'other fields of a body that may be more',
    ...takes(
      object({}, { additionalProperties: { ...TEXT, maxLength: 5 } }),
      object({}, { additionalProperties: TEXT }),
    ),
  ],
  ['a list of values that has a further one in a body', ...takes({ const: 'a' }, { enum: ['a', 'b'] })],
  ['a constant in an answer in place of a list of values', ...answers({ enum: ['a', 'b'] }, { const: 'a' })],
  ['a schema for an answer that had none', ...answers(undefined, TEXT)],
  [
    'a further media type that a body may have',
    ...operations(
      { requestBody: content(TEXT) },
      { requestBody: { content: { ...content(TEXT).content, ...content(TEXT, 'text/plain').content } } },
    ),
  ],
  [
    'a further media type of an answer',
    ...operations(
      { responses: { 200: content(TEXT) } },
      { responses: { 200: { content: { ...content(TEXT).content, ...content(TEXT, 'text/plain').content } } } },
    ),
  ],
  ['a new optional parameter at the path', document({}), document({}, { item: { parameters: query(NUMBER) } })],
  ['a parameter that takes more', ...asks(query({ ...NUMBER, minimum: 1 }), query({ ...NUMBER, minimum: 0 }))],
  ['an answer that is never null any more', ...answers({ type: ['string', 'null'] }, TEXT)],
  [
    'a body that need not be sent any more',
    ...operations({ requestBody: { ...content(TEXT), required: true } }, { requestBody: content(TEXT) }),
  ],
  ['an answer that is shorter', ...answers({ ...TEXT, maxLength: 20 }, { ...TEXT, maxLength: 10 })],
  ['any number where whole numbers were taken', ...takes(NUMBER, { type: 'number' })],
  [
    'a new answer',
    ...operations({ responses: { 200: content(TEXT) } }, { responses: { 200: content(TEXT), 404: content(TEXT) } }),
  ],
  [
    'a value that may be null now, in OpenAPI 3.0',
    ...old({ requestBody: content(TEXT) }, { requestBody: content({ ...TEXT, nullable: true }) }),
  ],
  ['one scope less', ...operations({ security: [{ oauth: ['a', 'b'] }] }, { security: [{ oauth: ['a'] }] })],
  [
    'a policy with one more alternative',
    ...operations(
      { 'x-access': { kind: 'scopes', all: ['a'] } },
      { 'x-access': { kind: 'or', policies: [{ kind: 'machine' }, { kind: 'scopes', all: ['a'] }] } },
    ),
  ],
  [
    'the alternatives of a policy in another order',
    ...operations(
      { 'x-access': { kind: 'or', policies: [{ kind: 'machine' }, { kind: 'user' }] } },
      { 'x-access': { kind: 'or', policies: [{ kind: 'user' }, { kind: 'machine' }] } },
    ),
  ],
  [
    'a policy that asks for less',
    ...operations({ 'x-access': { kind: 'scopes', all: ['a', 'b'] } }, { 'x-access': { kind: 'scopes', all: ['a'] } }),
  ],
  [
    'a policy that asks for one of the scopes',
    ...operations(
      { 'x-access': { kind: 'scopes', all: ['a', 'b'] } },
      { 'x-access': { kind: 'anyScope', any: ['a', 'c'] } },
    ),
  ],
]
