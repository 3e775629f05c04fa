// Says where the parts of a document are, for messages.

/** Where a document is, for messages. */
export interface DocumentSource {
  /** `origins/reports/openapi.json` */
  readonly file: string
  /** Returns the place of a part of the document: `origins/reports/openapi.json:12 (#/paths/~1reports)`. @param pointer RFC 6901 */
  readonly locate: (pointer: string) => string
}

/** The place of an operation. Its text is made when it is used, because finding a line in a large document takes time. */
export class OperationPlace {
  readonly #locate: () => string
  readonly #operation: string

  /** @param operation in words, such as `GET /reports` */
  constructor(locate: () => string, operation: string) {
    this.#locate = locate
    this.#operation = operation
  }

  toString(): string {
    return `${this.#locate()}: ${this.#operation}`
  }
}

/** What is at fault, for the beginning of a sentence. */
export type Where = string | OperationPlace

/** The source of a document whose text is not at hand. @param name of its folder under origins/ */
export function sourceWithoutLines(name: string): DocumentSource {
  const file = `origins/${name}/openapi.json`
  return { file, locate: (pointer) => `${file} (#${pointer})` }
}
