// Says where the parts of a document are, for messages.

/** Where a document is, for messages. */
export interface DocumentSource {
  /** `origins/reports/openapi.json` */
  readonly file: string
  /** Returns the place of a part of the document: `origins/reports/openapi.json:12 (#/paths/~1reports)`. @param pointer RFC 6901 */
  readonly locate: (pointer: string) => string
}

/** The source of a document whose text is not at hand. @param name of its folder under origins/ */
export function sourceWithoutLines(name: string): DocumentSource {
  const file = `origins/${name}/openapi.json`
  return { file, locate: (pointer) => `${file} (#${pointer})` }
}
