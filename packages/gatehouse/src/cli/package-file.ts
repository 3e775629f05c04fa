// Finds the files of this package, in the repository and where it is installed.
import { fileURLToPath } from 'node:url'

/** Returns the path of a file of the package. @param path from the folder of its package.json */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
