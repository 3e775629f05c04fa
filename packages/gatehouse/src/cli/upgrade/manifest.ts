// Brings the versions in a project's package.json up to those that this version of the package works with.
import { minVersion, satisfies, subset, validRange } from 'semver'

/** The manifest of this package. */
export interface OwnManifest {
  readonly version: string
  /** Missing in this repository, where nothing is a peer. */
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Returns the text of package.json with the versions changed, and nothing else. */
export function upgradeManifest(text: string, { version, peerDependencies = {} }: OwnManifest): string {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >
  const ranges = { ...devDependencies, ...dependencies }
  const wanted = { ...peerDependencies, gatehouse: `^${version}` }
  return Object.entries(wanted).reduce((changed, [name, range]) => {
    const present = ranges[name]
    if (present === undefined || isGoodEnough(present, range)) return changed
    const line = new RegExp(`("${name}"\\s*:\\s*)"[^"]*"`)
    return changed.replace(line, (_whole, before: string) => `${before}${JSON.stringify(range)}`)
  }, text)
}

// A tarball, a folder or a repository was chosen on purpose.
function isGoodEnough(present: string, wanted: string): boolean {
  if (validRange(present) === null) return true
  const oldest = minVersion(present)
  return subset(present, wanted) || (oldest !== null && satisfies(oldest, wanted))
}
