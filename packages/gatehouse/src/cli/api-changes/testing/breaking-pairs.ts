// Changes that break a client that worked before.
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
  tree,
  type Pair,
} from './documents.ts'

/** Changes that break a client that worked before. */
export const BREAKING: readonly Pair[] = [
  ['an alternative of anyOf that a body can no longer be', ...takes({ anyOf: [CARD, CASH] }, { anyOf: [CARD] })],
  ['an alternative of oneOf that a body can no longer be', ...takes({ oneOf: [CARD, CASH] }, { oneOf: [CASH, BANK] })],
  [
    'a further alternative of an answer under oneOf',
    ...answers({ oneOf: [CARD, CASH] }, { oneOf: [CARD, CASH, BANK] }),
  ],
  ['a further alternative of an answer under anyOf', ...answers({ anyOf: [TEXT] }, { anyOf: [TEXT, NUMBER] })],
  [
    'a field inside an alternative of anyOf that is gone',
    ...answers({ anyOf: [object({ a: TEXT, b: TEXT })] }, { anyOf: [object({ a: TEXT })] }),
  ],
  [
    'a field inside an alternative of oneOf that is required now',
    ...takes({ oneOf: [CARD, CASH] }, { oneOf: [{ ...CARD, required: ['kind', 'number'] }, CASH] }),
  ],
  [
    'a field inside an alternative of oneOf that has another type',
    ...answers(
      { oneOf: [CARD, CASH] },
      { oneOf: [CARD, { ...CASH, properties: { ...CASH.properties, place: NUMBER } }] },
    ),
  ],
  [
    'a further part of allOf with a required field',
    ...takes(
      { allOf: [object({ a: TEXT })] },
      { allOf: [object({ a: TEXT }), object({ b: TEXT }, { required: ['b'] })] },
    ),
  ],
  [
    'a field inside a part of allOf that is gone',
    ...answers({ allOf: [object({ a: TEXT }), object({ b: TEXT })] }, { allOf: [object({ a: TEXT }), object({})] }),
  ],
  [
    'a part of allOf that is gone',
    ...answers({ allOf: [object({ a: TEXT }), object({ b: TEXT })] }, { allOf: [object({ a: TEXT })] }),
  ],
  [
    'other fields that a body may no longer have',
    ...takes(object({ a: TEXT }), object({ a: TEXT }, { additionalProperties: false })),
  ],
  [
    'other fields of a body that have another type now',
    ...takes(object({}, { additionalProperties: TEXT }), object({}, { additionalProperties: NUMBER })),
  ],
  [
    'other fields of an answer that have another type now',
    ...answers(object({}, { additionalProperties: NUMBER }), object({}, { additionalProperties: TEXT })),
  ],
  [
    'a field inside the other fields of an answer that is gone',
    ...answers(
      object({}, { additionalProperties: object({ a: TEXT }) }),
      object({}, { additionalProperties: object({}) }),
    ),
  ],
  [
    'a new field of an answer that promised to have no other',
    ...answers(
      object({ a: TEXT }, { additionalProperties: false }),
      object({ a: TEXT, b: TEXT }, { additionalProperties: false }),
    ),
  ],
  ['another constant in an answer', ...answers({ const: 'v1' }, { const: 'v2' })],
  ['another constant in a body', ...takes(object({ kind: { const: 'a' } }), object({ kind: { const: 'b' } }))],
  ['a list of values in an answer in place of its constant', ...answers({ const: 'a' }, { enum: ['a', 'b'] })],
  ['the schema of an answer that is gone', ...answers(object({ a: TEXT }), undefined)],
  ['a schema for a body that had none', ...takes(undefined, object({ a: TEXT }))],
  [
    'the content of an answer that is gone',
    ...operations({ responses: { 200: content(TEXT) } }, { responses: { 200: {} } }),
  ],
  [
    'a media type of an answer that is gone',
    ...operations({ responses: { 200: content(TEXT) } }, { responses: { 200: content(TEXT, 'text/plain') } }),
  ],
  [
    'a media type that a body can no longer have',
    ...operations({ requestBody: content(TEXT) }, { requestBody: content(TEXT, 'text/plain') }),
  ],
  [
    'a body that is required now',
    ...operations({ requestBody: content(TEXT) }, { requestBody: { ...content(TEXT), required: true } }),
  ],
  [
    'a new required parameter at the path',
    document({}),
    document({}, { item: { parameters: query(NUMBER, { required: true }) } }),
  ],
  [
    'a parameter at the path that takes less',
    document({}, { item: { parameters: query({ ...NUMBER, maximum: 10 }) } }),
    document({}, { item: { parameters: query({ ...NUMBER, maximum: 5 }) } }),
  ],
  ['a parameter at the path that is gone', document({}, { item: { parameters: query(NUMBER) } }), document({})],
  [
    'a parameter by reference that takes less',
    document(
      { parameters: [{ $ref: '#/components/parameters/Limit' }] },
      { components: { parameters: { Limit: query(NUMBER)[0] } } },
    ),
    document(
      { parameters: [{ $ref: '#/components/parameters/Limit' }] },
      { components: { parameters: { Limit: query({ type: 'boolean' })[0] } } },
    ),
  ],
  [
    'a parameter by reference that is required now',
    document({ parameters: query(NUMBER) }),
    document(
      { parameters: [{ $ref: '#/components/parameters/Limit' }] },
      { components: { parameters: { Limit: query(NUMBER, { required: true })[0] } } },
    ),
  ],
  [
    'a parameter in the path that takes less',
    ...asks(
      [{ in: 'path', name: 'id', required: true, schema: TEXT }],
      [{ in: 'path', name: 'id', required: true, schema: { ...TEXT, format: 'uuid' } }],
    ),
  ],
  [
    'a parameter that is written in another way',
    ...asks(query({ type: 'array', items: TEXT }), query({ type: 'array', items: TEXT }, { explode: false })),
  ],
  ['a parameter with another default', ...asks(query({ ...NUMBER, default: 20 }), query({ ...NUMBER, default: 50 }))],
  ['a pattern where there was none', ...asks(query(TEXT), query({ ...TEXT, pattern: '^a' }))],
  ['a limit that is excluded now', ...takes({ type: 'number', minimum: 1 }, { type: 'number', exclusiveMinimum: 1 })],
  ['an answer that may be longer', ...answers({ ...TEXT, maxLength: 10 }, { ...TEXT, maxLength: 20 })],
  ['an answer that may be null', ...answers(TEXT, { type: ['string', 'null'] })],
  [
    'items of an answer that have another type',
    ...answers({ type: 'array', items: TEXT }, { type: 'array', items: NUMBER }),
  ],
  ['whole numbers where any number was taken', ...takes({ type: 'number' }, NUMBER)],
  ['any number in an answer that had whole numbers', ...answers(NUMBER, { type: 'number' })],
  ['a keyword that nobody here understands', ...takes({ ...TEXT, contentEncoding: 'base64' }, TEXT)],
  [
    'a header of an answer that is gone',
    ...operations({ responses: { 200: { headers: { Location: { schema: TEXT } } } } }, { responses: { 200: {} } }),
  ],
  [
    'an answer by reference whose schema changed',
    document(
      { responses: { 200: { $ref: '#/components/responses/Fine' } } },
      { components: { responses: { Fine: content(object({ a: TEXT })) } } },
    ),
    document(
      { responses: { 200: { $ref: '#/components/responses/Fine' } } },
      { components: { responses: { Fine: content(object({ b: TEXT })) } } },
    ),
  ],
  [
    'a body by reference that is required now',
    document(
      { requestBody: { $ref: '#/components/requestBodies/New' } },
      { components: { requestBodies: { New: content(TEXT) } } },
    ),
    document(
      { requestBody: { $ref: '#/components/requestBodies/New' } },
      { components: { requestBodies: { New: { ...content(TEXT), required: true } } } },
    ),
  ],
  [
    'a field deep inside a schema that contains itself',
    document(
      { responses: { 200: content({ $ref: '#/components/schemas/Tree' }) } },
      { components: { schemas: { Tree: tree(TEXT) } } },
    ),
    document(
      { responses: { 200: content({ $ref: '#/components/schemas/Tree' }) } },
      { components: { schemas: { Tree: tree(NUMBER) } } },
    ),
  ],
  [
    'a value that is no longer nullable, in OpenAPI 3.0',
    ...old({ requestBody: content({ ...TEXT, nullable: true }) }, { requestBody: content(TEXT) }),
  ],
  [
    'an answer that is nullable now, in OpenAPI 3.0',
    ...old({ responses: { 200: content(TEXT) } }, { responses: { 200: content({ ...TEXT, nullable: true }) } }),
  ],
  [
    'an excluded limit, in OpenAPI 3.0',
    ...old(
      { requestBody: content({ ...NUMBER, minimum: 1 }) },
      { requestBody: content({ ...NUMBER, minimum: 1, exclusiveMinimum: true }) },
    ),
  ],
  [
    'a scope that is asked for besides',
    ...operations({ security: [{ oauth: ['a'] }] }, { security: [{ oauth: ['a', 'b'] }] }),
  ],
  ['a token that is asked for where none was', document({}), document({}, { security: [{ oauth: [] }] })],
  [
    'a policy that asks for one of fewer scopes',
    ...operations(
      { 'x-access': { kind: 'anyScope', any: ['a', 'b'] } },
      { 'x-access': { kind: 'anyScope', any: ['a'] } },
    ),
  ],
  [
    'a policy with an alternative less',
    ...operations(
      { 'x-access': { kind: 'or', policies: [{ kind: 'machine' }, { kind: 'scopes', all: ['a'] }] } },
      { 'x-access': { kind: 'scopes', all: ['a'] } },
    ),
  ],
  [
    'a policy whose alternative asks for more',
    ...operations(
      { 'x-access': { kind: 'or', policies: [{ kind: 'machine' }, { kind: 'scopes', all: ['a'] }] } },
      { 'x-access': { kind: 'or', policies: [{ kind: 'machine' }, { kind: 'scopes', all: ['a', 'b'] }] } },
    ),
  ],
  [
    'a policy with a further part',
    ...operations(
      { 'x-access': { kind: 'scopes', all: ['a'] } },
      { 'x-access': { kind: 'and', policies: [{ kind: 'user' }, { kind: 'scopes', all: ['a'] }] } },
    ),
  ],
]
