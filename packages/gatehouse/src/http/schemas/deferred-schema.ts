// Schemas that are not built before they are needed. A contract calls dozens of functions of zod when it is loaded, and a request needs the
// schemas of one route: the calls are recorded, and repeated when a schema is used for the first time. A deferred schema behaves like the real
// one in every other way, so code that parses with it, or looks into it, needs to know nothing of this.

/** A function that makes a schema, such as `z.string`. */
type Factory = (...args: never[]) => object

// The methods of schemas that return a schema. A call of any other member builds the schema.
const METHODS: ReadonlySet<string> = new Set(
  `and array base64 base64url brand catch catchall check cidrv4 cidrv6 cuid cuid2 date datetime default describe duration e164 email emoji
  endsWith exactOptional exactPartial exclude extend extract finite gt gte guid includes int ipv4 ipv6 jwt keyof ksuid length loose lowercase lt
  lte max merge mime min multipleOf nanoid negative nonempty nonnegative nonoptional nonpositive normalize nullable nullish omit optional or
  overwrite partial passthrough pick pipe positive prefault readonly refine regex required rest safe safeExtend size slugify startsWith step
  strict strip superRefine time toLowerCase toUpperCase transform trim ulid uppercase url uuid uuidv4 uuidv6 uuidv7 xid`.split(
    /\s+/,
  ),
)

/** The recorded calls that make a schema, and the schema once they were repeated. */
class Deferred {
  #make: (() => object) | null
  #schema: object | null = null

  constructor(make: () => object) {
    this.#make = make
  }

  get schema(): object {
    if (this.#make !== null) {
      this.#schema = this.#make()
      this.#make = null
    }
    return this.#schema ?? {}
  }
}

const deferred = new WeakMap<object, Deferred>()

/** Returns the factory that records its calls instead of making a schema. */
export function deferFactory<Make extends Factory>(make: Make): Make {
  return new Proxy(make, {
    apply: (factory, _self, args: unknown[]) =>
      defer(() => Reflect.apply(factory, undefined, args.map(built)) as object),
  })
}

function defer(make: () => object): object {
  const self = new Deferred(make)
  const proxy = new Proxy(self, SCHEMA)
  deferred.set(proxy, self)
  return proxy
}

/** What is built, of values that contain deferred schemas: itself, or the members of an array or a plain object. */
function built(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const own = deferred.get(value)
  if (own !== undefined) return own.schema
  if (Array.isArray(value)) return value.map(built)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  // A getter stands for a schema that refers to itself: zod calls it later.
  const members = Object.getOwnPropertyDescriptors(value)
  for (const member of Object.values(members)) if ('value' in member) member.value = built(member.value)
  return Object.defineProperties({}, members)
}

// Everything but the recorded calls is the real object's.
function transparent(real: (self: Deferred) => object): ProxyHandler<Deferred> {
  return {
    get: (self, key) => Reflect.get(real(self), key),
    set: (self, key, value) => Reflect.set(real(self), key, value),
    has: (self, key) => Reflect.has(real(self), key),
    ownKeys: (self) => Reflect.ownKeys(real(self)),
    getPrototypeOf: (self) => Reflect.getPrototypeOf(real(self)),
    getOwnPropertyDescriptor: (self, key) => {
      const found = Reflect.getOwnPropertyDescriptor(real(self), key)
      // A proxy may not report a fixed property that its target lacks.
      return found && { ...found, configurable: true }
    },
  }
}

const shapeOf = (self: Deferred): object => Reflect.get(self.schema, 'shape') as object

const SHAPE: ProxyHandler<Deferred> = {
  ...transparent(shapeOf),
  get: (self, key) => defer(() => Reflect.get(shapeOf(self), key) as object),
}

const SCHEMA: ProxyHandler<Deferred> = {
  ...transparent(({ schema }) => schema),
  get(self, key, proxy: unknown) {
    // The documentation was made when the contracts were compiled.
    if (key === 'openapi') return () => proxy
    if (typeof key === 'string' && METHODS.has(key)) {
      return (...args: unknown[]) =>
        defer(() =>
          (Reflect.get(self.schema, key) as (...real: unknown[]) => object).apply(self.schema, args.map(built)),
        )
    }
    return key === 'shape' ? new Proxy(self, SHAPE) : Reflect.get(self.schema, key)
  },
}
