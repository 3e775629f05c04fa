// Finds a Python for tests of Python code, and runs it.
import { spawnSync } from 'node:child_process'
import { inRepository } from '../folders.ts'
import { env } from 'node:process'

const INTERPRETERS = ['python3', '/usr/bin/python3']
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024

/** A Python that has certain modules, or the sentence that says how to get them. */
export type Interpreter = { readonly command: string } | { readonly missing: string }

/**
 * Finds a Python that has these modules.
 *
 * @param packages the packages of Debian that contain them
 * @throws Error where continuous integration runs and there is none: there, no test is skipped
 */
export function findInterpreter(modules: readonly string[], packages: readonly string[]): Interpreter {
  const command = INTERPRETERS.find(
    (candidate) => spawnSync(candidate, ['-c', `import ${modules.join(', ')}`]).status === 0,
  )
  if (command !== undefined) return { command }
  const missing = `This test needs \`apt-get install ${packages.join(' ')}\`.`
  if (env['CI'] !== undefined) throw new Error(missing)
  return { missing }
}

/** The environment in which Python finds the module of this repository and writes no files beside it. */
export const PYTHON_ENVIRONMENT = { PYTHONPATH: inRepository('python'), PYTHONDONTWRITEBYTECODE: '1' }

/** Runs a Python program to its end. @throws Error with what it wrote to its standard error */
export function runPython(command: string, args: readonly string[], input = ''): string {
  const options = { encoding: 'utf8', input, maxBuffer: OUTPUT_MAX_BYTES } as const
  const { status, stdout, stderr } = spawnSync(command, args, { ...options, env: { ...env, ...PYTHON_ENVIRONMENT } })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`)
  return stdout
}
