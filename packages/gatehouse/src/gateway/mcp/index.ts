// The entry `gatehouse/mcp`: what the generated module of a project's tools is made of. A project does not import it itself.
import { ProjectTools } from './server.ts'
import type { CompiledTool, ServerInfo, ToolModule } from './tool.ts'

/**
 * Makes the tools of a project, for its generated module src/generated/tools.ts. The gateway calls its function when the first message of an
 * MCP client comes.
 *
 * @example
 * import { serveTools } from 'gatehouse/mcp'
 *
 * export const openTools = () => serveTools({ name: 'gatehouse', version: '1.0.0' }, [])
 */
export function serveTools(info: ServerInfo, tools: readonly CompiledTool[]): ToolModule {
  return { open: (rowOf) => new ProjectTools(info, tools, rowOf) }
}
