// Lists the paths of the gateway's pages and documents that are in no contract, because they describe the contracts.
import { TOOLS_PATH } from '../gateway/mcp/tool.ts'

const PAGES = [
  /^\/docs(?:\/(?:|access|changes|errors|oauth2-redirect|operations\.json|try|services\/[^/]+(?:\/[^/]+)?))?$/,
  /^\/openapi(?:\/[^/]+)?\.json$/,
  /^\/status(?:\/revocations)?$/,
  /^\/\.well-known\/oauth-(?:protected-resource|authorization-server)(?:\/|$)/,
]

/** The platform serves files below the first and the last: no request for them reaches a route. */
const FOLDERS = ['/docs', '/openapi', '/status', '/templates']

/** Returns whether the gateway itself answers a GET of this path. */
export function isPageOfGateway(path: string): boolean {
  return PAGES.some((page) => page.test(path))
}

/** Returns whether MCP clients send their messages there. */
export function isToolEndpoint(method: string, path: string): boolean {
  return method === 'post' && path === TOOLS_PATH
}

/** Returns the gateway's own folder that contains a path; `undefined` if there is none. */
export function reservedFolderOf(path: string): string | undefined {
  return FOLDERS.find((folder) => path === folder || path.startsWith(`${folder}/`))
}
