// Web Crypto as the tests need it under Node: quick to make RSA keys, and as strict as workerd's.
const { subtle } = crypto
const generateKey = subtle.generateKey.bind(subtle) as (...values: readonly unknown[]) => Promise<unknown>
const importKey = subtle.importKey.bind(subtle) as (...values: readonly unknown[]) => Promise<unknown>

const made = new Map<string, Promise<unknown>>()
let taken = 0

/** From now on a pair of keys is made once and then given to every test file again; within one file all are different. */
export function takeKeysAnew(): void {
  taken = 0
}

/** Puts this in place of what Node has. */
export function adaptCrypto(): void {
  Object.assign(subtle, {
    generateKey: (...values: readonly unknown[]) => {
      const name = `${taken++} ${JSON.stringify(values)}`
      const pair = made.get(name) ?? generateKey(...values)
      made.set(name, pair)
      return pair
    },
    importKey: async (...values: readonly [format: string, key: { readonly n?: string }, ...others: unknown[]]) => {
      // Node takes an RSA key without a modulus, and reads one that is no base64url as none.
      const { n } = values[1]
      if (n !== undefined && Buffer.from(n, 'base64url').length === 0) throw new DOMException('no modulus', 'DataError')
      return await importKey(...values)
    },
  })
}
