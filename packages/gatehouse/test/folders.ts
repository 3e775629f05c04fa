// Where the tests of the library run, and where the repository is.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

/** The application that the tests of the library stand on. It is a project of its own, so that the reference application can change. */
export const APPLICATION = fileURLToPath(new URL('application/', import.meta.url))

/** The path of a file of the repository, wherever a test runs. */
export function inRepository(path: string): string {
  return resolve(REPOSITORY, path)
}
