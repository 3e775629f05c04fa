// Finds the modules that run as programs of their own. They are TypeScript in this repository, and JavaScript in the published package.
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns the path of a module that is started by its path and not imported.
 *
 * @param importer `import.meta.url` of the module that starts it
 * @param module the path from there, without an extension
 */
export function programPath(importer: string, module: string): string {
  return fileURLToPath(new URL(`${module}${extname(importer)}`, importer))
}
