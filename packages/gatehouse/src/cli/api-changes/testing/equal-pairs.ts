// Documents that say the same in different ways.
import {
  TEXT,
  NUMBER,
  CARD,
  CASH,
  BANK,
  content,
  document,
  takes,
  answers,
  asks,
  query,
  tree,
  type Pair,
} from './documents.ts'

/** Documents that say the same in different ways. */
export const EQUAL: readonly Pair[] = [
  [
    'a parameter by reference and written out',
    document({ parameters: query(NUMBER) }),
    document(
      { parameters: [{ $ref: '#/components/parameters/Limit' }] },
      { components: { parameters: { Limit: query(NUMBER)[0] } } },
    ),
  ],
  [
    'a parameter at the path and at the operation',
    document({ parameters: query(NUMBER) }),
    document({}, { item: { parameters: query(NUMBER) } }),
  ],
  [
    'another name of a parameter in the path',
    document({ parameters: [{ in: 'path', name: 'id', schema: TEXT }] }),
    document({ parameters: [{ in: 'path', name: 'thing', schema: TEXT }] }, { path: '/things/{thing}' }),
  ],
  [
    'nullable in OpenAPI 3.0 and null in 3.1',
    document({ responses: { 200: content({ ...TEXT, nullable: true }) } }, { version: '3.0.3' }),
    document({ responses: { 200: content({ anyOf: [TEXT, { type: 'null' }] }) } }),
  ],
  ['a constant and a list of one value', ...answers({ const: 'a' }, { type: 'string', enum: ['a'] })],
  [
    'a list of values and constants as alternatives',
    ...takes(
      { enum: ['a', 'b'] },
      {
        oneOf: [
          { const: 'b', title: 'B' },
          { const: 'a', title: 'A' },
        ],
      },
    ),
  ],
  ['allOf of one part and the part itself', ...answers({ allOf: [CARD] }, CARD)],
  ['alternatives in another order', ...answers({ oneOf: [CARD, CASH, BANK] }, { oneOf: [BANK, CARD, CASH] })],
  [
    'the same limit of whole numbers in two ways',
    ...takes({ ...NUMBER, minimum: 1 }, { ...NUMBER, exclusiveMinimum: 0 }),
  ],
  [
    'a header in another case',
    ...asks([{ in: 'header', name: 'If-Match', schema: TEXT }], [{ in: 'header', name: 'if-match', schema: TEXT }]),
  ],
  [
    'another description and example',
    ...answers({ ...TEXT, description: 'A', example: 'a' }, { ...TEXT, description: 'B', examples: ['b'] }),
  ],
  [
    'a schema that contains itself',
    document({ responses: { 200: content(tree(TEXT)) } }),
    document({ responses: { 200: content(tree(TEXT)) } }),
  ],
]
