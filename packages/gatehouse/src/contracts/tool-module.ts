// Writes the module of a project's tools, and says where the gateway serves them.
import { guest, signedIn, tokenNeed } from '../access/index.ts'
import { type Brand, DEFAULT_BRAND } from '../console/brand.ts'
import type { CompiledTool, ToolEndpoint } from '../gateway/mcp/tool.ts'
import { alternativesOf } from '../http/security.ts'
import type { Contract } from './contract.ts'
import { listed } from './table.ts'

/** The version of the API, as in its document. */
const VERSION = '1.0.0'

/** Writes the module. */
export function writeTools(tools: readonly CompiledTool[], { title }: Brand = DEFAULT_BRAND): string {
  const info = { name: title.toLowerCase().replaceAll(/[^a-z\d]+/g, '-'), title, version: VERSION }
  return `// Generated from the contracts by \`npm run contracts\`. Do not edit.
import { serveTools } from 'gatehouse/mcp'

// Called by the first message.
export const openTools = () => serveTools(${JSON.stringify(info)}, ${listed(tools)})
`
}

/** Returns where the tools are served; `undefined` without any. */
export function toolEndpointOf(contracts: readonly Contract[]): Omit<ToolEndpoint, 'load'> | undefined {
  const policies = contracts
    .flatMap(({ routes }) => routes)
    .filter(({ mcp }) => mcp !== undefined && mcp !== false)
    .map(({ access }) => access)
  if (policies.length === 0) return undefined
  // A client logs in when it is refused, so a message is refused that could show more with a token.
  const access = policies.some((policy) => tokenNeed(policy) === 'required') ? signedIn : guest
  return { access, scopes: [...new Set(policies.flatMap((policy) => alternativesOf(policy).flat()))] }
}
