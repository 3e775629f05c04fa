// Runs a project's tests with vitest, which the project has, after its contracts were compiled.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { programPath } from '../project/program.ts'
import { CommandError } from './command-error.ts'
import { compile } from './contracts.ts'

const OWN_CONFIGS = ['ts', 'mts', 'js', 'mjs'].map((extension) => `vitest.config.${extension}`)

/** Options of the command. */
export interface TestOptions {
  readonly watch?: boolean
}

/**
 * Runs them and sets the exit code.
 *
 * @param args as vitest takes them: parts of file names, options
 * @throws CommandError when the project has no vitest
 */
export async function runTests(args: readonly string[], { watch = false }: TestOptions = {}): Promise<void> {
  const vitest = findVitest()
  await compile()
  const config = OWN_CONFIGS.some((file) => existsSync(file))
    ? []
    : ['--config', programPath(import.meta.url, '../testing/vitest-config'), '--root', '.']
  const child = spawn(execPath, [vitest, watch ? 'watch' : 'run', ...config, ...args], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}

function findVitest(): string {
  try {
    return join(dirname(createRequire(resolve('package.json')).resolve('vitest/package.json')), 'vitest.mjs')
  } catch (cause) {
    throw new CommandError('vitest is not installed: run `npm install --save-dev vitest`', { cause })
  }
}
