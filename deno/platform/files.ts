// Recognizes the error of a missing file.

/** Whether an error means that a file is not there, or that what is there is none. */
export function isMissing(cause: unknown): boolean {
  const { NotFound, IsADirectory, NotADirectory } = Deno.errors
  return cause instanceof NotFound || cause instanceof IsADirectory || cause instanceof NotADirectory
}
