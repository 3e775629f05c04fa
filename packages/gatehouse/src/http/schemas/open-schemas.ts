// What a domain's bundle has as `z`: some members of zod, and an error that says where the others are.

/**
 * Returns the members as `z`.
 *
 * @param schema the class of zod's schemas: each of them may say what its documentation is, which changes nothing
 */
export function openSchemas<Members extends object>(members: Members, schema: { readonly prototype: object }): Members {
  // A contract may have schemas of the package zod itself.
  Object.defineProperty(schema.prototype, 'openapi', {
    configurable: true,
    // zod copies what is enumerable.
    enumerable: true,
    value(this: unknown) {
      return this
    },
  })
  return new Proxy(members, {
    get(target, name) {
      if (typeof name === 'string' && !(name in target))
        throw new TypeError(
          `z.${name} is not in the bundle of a domain: import it from "zod" instead of "@hono/zod-openapi"`,
        )
      return Reflect.get(target, name) as unknown
    },
  })
}
