/** Something that the caller can put right. Its message says how, and is all that is printed. */
export class CreateError extends Error {
  override readonly name = 'CreateError'
}
