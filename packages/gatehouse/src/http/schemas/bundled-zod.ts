// Stands in for @hono/zod-openapi in the bundles of domains. It has zod's schemas and neither the generator of documents nor the texts of 50
// languages, which a domain does not need: the documents are made when the contracts are compiled, and a refusal has a text of its own.
import * as zod from 'zod/v4'
import { deferFactory } from './deferred-schema.ts'

// Each is named, so that a bundle has what is here and nothing else of zod.
const SCHEMAS = {
  any: deferFactory(zod.any),
  array: deferFactory(zod.array),
  base64: deferFactory(zod.base64),
  base64url: deferFactory(zod.base64url),
  bigint: deferFactory(zod.bigint),
  boolean: deferFactory(zod.boolean),
  catch: deferFactory(zod.catch),
  cidrv4: deferFactory(zod.cidrv4),
  cidrv6: deferFactory(zod.cidrv6),
  codec: deferFactory(zod.codec),
  cuid: deferFactory(zod.cuid),
  cuid2: deferFactory(zod.cuid2),
  custom: deferFactory(zod.custom),
  date: deferFactory(zod.date),
  discriminatedUnion: deferFactory(zod.discriminatedUnion),
  e164: deferFactory(zod.e164),
  email: deferFactory(zod.email),
  emoji: deferFactory(zod.emoji),
  enum: deferFactory(zod.enum),
  exactOptional: deferFactory(zod.exactOptional),
  file: deferFactory(zod.file),
  float32: deferFactory(zod.float32),
  float64: deferFactory(zod.float64),
  guid: deferFactory(zod.guid),
  hash: deferFactory(zod.hash),
  hex: deferFactory(zod.hex),
  hostname: deferFactory(zod.hostname),
  httpUrl: deferFactory(zod.httpUrl),
  instanceof: deferFactory(zod.instanceof),
  int: deferFactory(zod.int),
  int32: deferFactory(zod.int32),
  int64: deferFactory(zod.int64),
  intersection: deferFactory(zod.intersection),
  invertCodec: deferFactory(zod.invertCodec),
  ipv4: deferFactory(zod.ipv4),
  ipv6: deferFactory(zod.ipv6),
  json: deferFactory(zod.json),
  jwt: deferFactory(zod.jwt),
  keyof: deferFactory(zod.keyof),
  ksuid: deferFactory(zod.ksuid),
  lazy: deferFactory(zod.lazy),
  literal: deferFactory(zod.literal),
  looseObject: deferFactory(zod.looseObject),
  looseRecord: deferFactory(zod.looseRecord),
  mac: deferFactory(zod.mac),
  map: deferFactory(zod.map),
  nan: deferFactory(zod.nan),
  nanoid: deferFactory(zod.nanoid),
  nativeEnum: deferFactory(zod.nativeEnum),
  never: deferFactory(zod.never),
  nonoptional: deferFactory(zod.nonoptional),
  null: deferFactory(zod.null),
  nullable: deferFactory(zod.nullable),
  nullish: deferFactory(zod.nullish),
  number: deferFactory(zod.number),
  object: deferFactory(zod.object),
  optional: deferFactory(zod.optional),
  partialRecord: deferFactory(zod.partialRecord),
  pipe: deferFactory(zod.pipe),
  prefault: deferFactory(zod.prefault),
  preprocess: deferFactory(zod.preprocess),
  promise: deferFactory(zod.promise),
  readonly: deferFactory(zod.readonly),
  record: deferFactory(zod.record),
  set: deferFactory(zod.set),
  strictObject: deferFactory(zod.strictObject),
  string: deferFactory(zod.string),
  stringFormat: deferFactory(zod.stringFormat),
  stringbool: deferFactory(zod.stringbool),
  success: deferFactory(zod.success),
  symbol: deferFactory(zod.symbol),
  templateLiteral: deferFactory(zod.templateLiteral),
  transform: deferFactory(zod.transform),
  tuple: deferFactory(zod.tuple),
  uint32: deferFactory(zod.uint32),
  uint64: deferFactory(zod.uint64),
  ulid: deferFactory(zod.ulid),
  undefined: deferFactory(zod.undefined),
  union: deferFactory(zod.union),
  unknown: deferFactory(zod.unknown),
  url: deferFactory(zod.url),
  uuid: deferFactory(zod.uuid),
  uuidv4: deferFactory(zod.uuidv4),
  uuidv6: deferFactory(zod.uuidv6),
  uuidv7: deferFactory(zod.uuidv7),
  void: deferFactory(zod.void),
  xid: deferFactory(zod.xid),
  xor: deferFactory(zod.xor),
  coerce: {
    bigint: deferFactory(zod.coerce.bigint),
    boolean: deferFactory(zod.coerce.boolean),
    date: deferFactory(zod.coerce.date),
    number: deferFactory(zod.coerce.number),
    string: deferFactory(zod.coerce.string),
  },
  iso: {
    date: deferFactory(zod.iso.date),
    datetime: deferFactory(zod.iso.datetime),
    duration: deferFactory(zod.iso.duration),
    time: deferFactory(zod.iso.time),
  },
}

const OTHERS = {
  INVALID: zod.INVALID,
  NEVER: zod.NEVER,
  ZodError: zod.ZodError,
  ZodIssueCode: zod.ZodIssueCode,
  config: zod.config,
  flattenError: zod.flattenError,
  formatError: zod.formatError,
  prettifyError: zod.prettifyError,
  treeifyError: zod.treeifyError,
}

/** The schemas of zod, each built when it is used for the first time. */
export const z: typeof SCHEMAS & typeof OTHERS = new Proxy(
  { ...SCHEMAS, ...OTHERS },
  {
    get(members, name) {
      if (typeof name === 'string' && !(name in members))
        throw new TypeError(
          `z.${name} is not in the bundle of a domain: import it from "zod" instead of "@hono/zod-openapi"`,
        )
      return Reflect.get(members, name) as unknown
    },
  },
)

// A contract may have schemas of the package zod itself, and say what their documentation is.
Object.defineProperty(zod.ZodType.prototype, 'openapi', {
  configurable: true,
  // zod copies what is enumerable.
  enumerable: true,
  value(this: unknown) {
    return this
  },
})
