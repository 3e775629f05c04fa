// Tests the schemas of a domain's bundle: they find what zod's own find, and none is built before it is used.
import * as zod from 'zod/v4'
import { expect, test } from 'vitest'
import { z as bundled } from './bundled-zod.ts'
import { deferFactory } from './deferred-schema.ts'

// Contracts are typed by zod itself; the bundle's z is what they get.
const z = bundled as typeof bundled & typeof zod

interface Node {
  readonly name: string
  readonly children: readonly Node[]
}

/** Schemas as contracts write them, each with values that fit and values that do not. */
const CASES: Readonly<Record<string, { schema: (of: typeof zod) => zod.ZodType; values: readonly unknown[] }>> = {
  'a query with coercion and a default': {
    schema: (of) =>
      of.object({ limit: of.coerce.number().int().min(1).max(100).default(20), after: of.string().optional() }),
    values: [{}, { limit: '5' }, { limit: '0' }, { limit: 'x' }, { limit: '2.5', after: 1 }, null],
  },
  'an object that is extended, picked from and made partial': {
    schema: (of) => {
      const base = of.strictObject({
        id: of.uuid(),
        name: of.string().trim().min(1),
        tags: of.array(of.string()).max(2),
      })
      return of.object({ base: base.extend({ at: of.iso.datetime() }), some: base.pick({ name: true }).partial() })
    },
    values: [
      { base: { id: 'x', name: ' ', tags: ['a', 'b', 'c'], at: 'today', more: 1 }, some: { name: 1 } },
      {
        base: { id: '6f1f7f3a-4f0b-4f65-9d3e-0d6b1c2a9e10', name: ' Ada ', tags: [], at: '2026-11-23T09:30:00.000Z' },
        some: {},
      },
    ],
  },
  'a shape that is read and spread': {
    schema: (of) => {
      const base = of.object({ state: of.enum(['open', 'paid']), cents: of.number().int() })
      return of.object({ ...base.shape, state: base.shape.state.optional(), kinds: of.array(base.shape.state) })
    },
    values: [
      { cents: 1, kinds: ['open'] },
      { cents: 1.5, state: 'lost', kinds: ['lost'] },
    ],
  },
  'refinements and transformations': {
    schema: (of) =>
      of
        .object({ from: of.string(), to: of.string() })
        .refine(({ from, to }) => from < to, { error: 'ends before it begins', path: ['to'] })
        .transform(({ from, to }) => `${from}/${to}`),
    values: [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }, { from: 1 }],
  },
  unions: {
    schema: (of) =>
      of.union([
        of.discriminatedUnion('kind', [
          of.object({ kind: of.literal('card'), last4: of.string().length(4) }),
          of.object({ kind: of.literal('invoice'), dueAt: of.iso.date() }),
        ]),
        of.tuple([of.number(), of.boolean()]).or(of.null()),
      ]),
    values: [{ kind: 'card', last4: '1234' }, { kind: 'card' }, { kind: 'cash' }, [1, true], [1], null, 'x'],
  },
  'a schema that refers to itself': {
    schema: (of) => {
      const node: zod.ZodType<Node> = of.object({
        name: of.string(),
        get children() {
          return of.array(node)
        },
      })
      return of.object({ root: of.lazy(() => node) })
    },
    values: [
      { root: { name: 'a', children: [{ name: 'b', children: [] }] } },
      { root: { name: 'a', children: [{ name: 1 }] } },
    ],
  },
  'records and other kinds': {
    schema: (of) =>
      of.record(of.string().regex(/^[a-z]+$/), of.union([of.email(), of.int32(), of.stringbool()])).readonly(),
    values: [{ a: 'a@example.com', b: 3, c: 'yes' }, { A: 'x' }, []],
  },
}

test.each(Object.entries(CASES))('%s finds what zod itself finds', (_name, { schema, values }) => {
  const [own, real] = [schema(z), schema(zod)]
  for (const value of values) {
    const [found, expected] = [own.safeParse(value), real.safeParse(value)]
    expect({ data: found.data, issues: found.error?.issues }).toEqual({
      data: expected.data,
      issues: expected.error?.issues,
    })
  }
})

test('a deferred schema within a real one is validated with it', () => {
  const schema = zod.object({ limit: z.coerce.number().max(3) })
  expect(schema.parse({ limit: '2' })).toEqual({ limit: 2 })
  expect(schema.safeParse({ limit: '4' }).success).toBe(false)
})

test('a deferred schema is an instance of the class of the real one, and has its members', () => {
  const schema = z.object({ id: z.string(), name: z.string() })
  expect(schema).toBeInstanceOf(zod.ZodObject)
  expect('shape' in schema).toBe(true)
  expect(schema.keyof().options).toEqual(['id', 'name'])
  expect(schema.toJSONSchema()).toMatchObject({ type: 'object', required: ['id', 'name'] })
})

test('nothing is built before a schema is used, and then once', () => {
  const built: string[] = []
  const string = deferFactory(() => {
    built.push('string')
    return zod.string()
  })
  const object = deferFactory((shape: zod.ZodRawShape) => {
    built.push('object')
    return zod.object(shape)
  })
  const schema = object({ id: string().min(2).optional() }).strict()
  const part = schema.shape['id'] as zod.ZodType
  expect(built).toEqual([])
  expect(schema.safeParse({ id: 'a' }).success).toBe(false)
  expect(part.safeParse(undefined).success).toBe(true)
  expect(built).toEqual(['string', 'object'])
})

test('the documentation of a schema changes nothing, with schemas of the package zod too', () => {
  const schema = z.string() as zod.ZodString & { openapi(text: string): zod.ZodType }
  expect(schema.openapi('Name').parse('a')).toBe('a')
  const real = zod.string() as zod.ZodString & { openapi(text: string): zod.ZodType }
  expect(real.openapi('Name').parse('a')).toBe('a')
})

test('what the bundle leaves out says where it is', () => {
  expect(() => z.locales).toThrow('z.locales is not in the bundle of a domain: import it from "zod"')
})

/** What no contract needs, or only a Worker that imports zod itself. */
const LEFT_OUT =
  `check clone compile creditCard currencyCode decode decodeAsync deepPartial describe encode encodeAsync endsWith fromJSONSchema
  function getDiscriminatedOption getErrorMap gt gte iban includes input length lowercase lt lte maxLength maxSize memoizer meta mime
  minLength minSize multipleOf negative nonnegative nonpositive normalize output overwrite parse parseAsync positive properties property refine
  regex registry safeDecode safeDecodeAsync safeEncode safeEncodeAsync safeParse safeParseAsync setErrorMap size slugify startsWith superRefine
  toJSONSchema toLowerCase toUpperCase toZod trim uppercase validate validateAsync withParser`.split(/\s+/)

test('the bundle has every factory of zod but those that are left out on purpose', () => {
  const functions = Object.entries(zod).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  )
  expect(functions.filter((name) => !Object.hasOwn(bundled, name)).toSorted()).toEqual(LEFT_OUT)
})
