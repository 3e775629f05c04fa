// Where the gateway has pages and documents of its own that are in no contract, because they are about the contracts.

const PAGES = [
  /^\/docs(?:\/errors|\/oauth2-redirect)?$/,
  /^\/openapi(?:\/[^/]+)?\.json$/,
  /^\/status$/,
  /^\/\.well-known\/oauth-(?:protected-resource|authorization-server)(?:\/|$)/,
]

/** The platform serves files below the first and the last: no request for them reaches a route. */
const FOLDERS = ['/docs', '/openapi', '/status', '/templates']

/** Whether the gateway itself answers a GET of this path, whichever contract has it. */
export function isPageOfGateway(path: string): boolean {
  return PAGES.some((page) => page.test(path))
}

/** The folder of the gateway's own that a path is in; `undefined` when it is in none. */
export function reservedFolderOf(path: string): string | undefined {
  return FOLDERS.find((folder) => path === folder || path.startsWith(`${folder}/`))
}
