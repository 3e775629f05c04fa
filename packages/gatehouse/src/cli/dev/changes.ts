// Determines the work of `npm run dev` after files were changed. Pure: paths in, work out.

/** The work. */
export interface Work {
  /** Whether the configurations must be written again. */
  readonly configure: boolean
  /** The folders under workers/ whose migrations are to be applied. */
  readonly migrate: readonly string[]
}

/** Returns whether changes at a path matter: files that commands write and files that only tests read do not. */
export function isWatched(path: string): boolean {
  return !/(?:^|[\\/])(?:node_modules|\.wrangler|__pycache__|testing|worker-configuration\.d\.ts|[^\\/]+\.test\.ts)(?:[\\/]|$)/.test(
    path,
  )
}

/** The work that changes at these paths make, relative to the project's folder. */
export function workFor(paths: readonly string[]): Work {
  const configure = paths.some((path) =>
    /(?:^|[\\/])(?:wrangler\.toml|\.dev\.vars|origins[\\/][^\\/]+[\\/]service\.ts)$/.test(path),
  )
  const migrate = paths.flatMap(
    (path) => /^workers[\\/]([^\\/]+)[\\/](?:migrations[\\/]|wrangler\.toml$)/.exec(path)?.[1] ?? [],
  )
  return { configure, migrate: [...new Set(migrate)] }
}
