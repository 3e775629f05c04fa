// Reads and writes the record of what has changed in the API of a project, release by release. The page of changes shows it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../access/json.ts'
import { ConfigError } from './config-error.ts'

/** The record, in the folder of the project. It is committed. */
const API_RELEASES = 'src/api-releases.json'

/** A change that a client may notice. */
interface ApiChange {
  readonly breaking: boolean
  /** The operation, such as `GET /payments`. */
  readonly where: string
  readonly what: string
}

/** The changes of one release. */
export interface ApiRelease {
  readonly version: string
  /** The day of the release, such as `2026-11-30`. */
  readonly date: string
  /** The revision that it was compared with. */
  readonly since: string
  readonly changes: readonly ApiChange[]
}

/** Returns the releases, the newest first; none without a record. @throws ConfigError when the file is not a record */
export function readApiReleases(folder: string = '.'): readonly ApiRelease[] {
  const file = join(folder, API_RELEASES)
  if (!existsSync(file)) return []
  let releases: unknown
  try {
    releases = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new ConfigError(`${API_RELEASES} is not JSON: ${REMEDY}`, { cause })
  }
  if (!Array.isArray(releases) || !releases.every(isRelease))
    throw new ConfigError(`${API_RELEASES} is not a record of releases: ${REMEDY}`)
  return releases
}

/** Adds a release before the others. One with the same version is replaced. */
export function recordApiRelease(release: ApiRelease, folder: string = '.'): void {
  const others = readApiReleases(folder).filter(({ version }) => version !== release.version)
  writeFileSync(join(folder, API_RELEASES), `${JSON.stringify([release, ...others], null, 2)}\n`)
}

const REMEDY = 'restore it from Git, or delete it and record the releases again with gatehouse api diff --record'

function isRelease(value: unknown): value is ApiRelease {
  return isRecord(value) && areTexts(value, ['version', 'date', 'since']) && isListOf(value['changes'], isChange)
}

function isChange(value: unknown): value is ApiChange {
  return isRecord(value) && areTexts(value, ['where', 'what']) && typeof value['breaking'] === 'boolean'
}

function areTexts(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem)
}
