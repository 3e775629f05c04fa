// What a command says to whoever called it, in place of a stack.

/** Something that whoever called can put right; its message says how. */
export class Mistake extends Error {
  /** Whether the way to call the command helps. */
  readonly withUsage: boolean

  constructor(message: string, { withUsage = false }: { readonly withUsage?: boolean } = {}) {
    super(message)
    this.withUsage = withUsage
  }
}

/** The sentence for an error of a command: how to call it comes along where that helps. */
export function sentenceOf(error: unknown, usage: string): string {
  if (error instanceof Mistake) return error.withUsage ? `${error.message}\n\n${usage}` : error.message
  // parseArgs, for an option that nobody knows.
  if (error instanceof TypeError && 'code' in error) return `${error.message}\n\n${usage}`
  throw error
}
