// Workers KV's place: Deno KV, as far as Workers here use a namespace.

/** A KV namespace. Values are texts of at most 64 KiB, which is what Deno KV takes. */
export class KeyValueNamespace {
  readonly #kv: Deno.Kv
  readonly #name: string

  /** @param name keeps namespaces of one store apart */
  constructor(kv: Deno.Kv, name: string) {
    this.#kv = kv
    this.#name = name
  }

  /** The value of a key, or `null`: as text, or parsed when `json` is asked for. */
  async get(key: string, type: 'text' | 'json' = 'text'): Promise<unknown> {
    const { value } = await this.#kv.get<string>(['kv', this.#name, key])
    return value !== null && type === 'json' ? (JSON.parse(value) as unknown) : value
  }

  /** Writes a value; it is gone after `expirationTtl` seconds, if that is said. */
  async put(key: string, value: string, { expirationTtl }: { expirationTtl?: number } = {}): Promise<void> {
    await this.#kv.set(
      ['kv', this.#name, key],
      value,
      expirationTtl === undefined ? {} : { expireIn: expirationTtl * 1000 },
    )
  }

  async delete(key: string): Promise<void> {
    await this.#kv.delete(['kv', this.#name, key])
  }
}
