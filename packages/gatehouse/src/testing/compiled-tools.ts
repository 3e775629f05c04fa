// Reads the tools out of generated files, for the tests of the build step.
import { TOOLS_FILE } from '../contracts/compile.ts'
import type { CompiledTool } from '../gateway/mcp/tool.ts'

/** The tools in generated files. */
export function toolsIn(files: Readonly<Record<string, string>>): CompiledTool[] {
  const rows = (files[TOOLS_FILE] ?? '').split('\n').filter((line) => line.startsWith('    {'))
  return rows.map((row) => JSON.parse(row.replace(/,$/, '')) as CompiledTool)
}
