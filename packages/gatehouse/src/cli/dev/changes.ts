// What `npm run dev` has to do after files were changed. Pure: paths in, work out.

/** What is to be done. */
export interface Work {
  /** Whether the configurations are to be written again. */
  readonly configure: boolean
  /** The folders under workers/ whose migrations are to be applied. */
  readonly migrate: readonly string[]
}

/** Whether changes at a path matter at all: what commands write and what only tests read makes no work. */
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
