// Reads the changelog.

/** Returns what a changelog says of a version, in the form of Keep a Changelog; `null` when it says nothing of it. */
export function changesOf(changelog: string, version: string): string | null {
  const [, section] = changelog.split(`\n## [${version}]`)
  if (section === undefined) return null
  const text = section
    .slice(section.indexOf('\n'))
    .split(/\n## \[/)[0]
    ?.trim()
  return text === undefined || text === '' ? null : `${text}\n`
}
