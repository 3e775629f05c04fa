// What a command says to its caller in place of a stack.

/** Something that the caller of a command can put right. Its message says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
