// A change of several files that is made whole or not at all. What stood there before is kept in a journal until the change is
// done, so that the next command can undo what a killed one has left.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { filesIn, removeFolder } from './folder.ts'

interface Entry {
  readonly path: string
  /** In base64; `null` when there was none. */
  readonly before: string | null
  /** Hashes of all that the change may have made of it, `null` for nothing; without them it may be anything, because commands write it. */
  readonly after?: readonly (string | null)[]
}

/** What stands in the journal: whose change it is, and what was there before. */
interface Journal {
  readonly pid: number
  readonly entries: readonly Entry[]
}

/** Where the journal is, unless somebody says otherwise. Not part of the repository. */
export const JOURNAL = '.wrangler/domain-change.json'

/** A change that is being made. Everything is synchronous: no signal comes between a step and its entry. */
export class Change {
  readonly #journal: string
  readonly #entries: Entry[]

  private constructor(journal: string, entries: readonly Entry[]) {
    this.#journal = journal
    this.#entries = [...entries]
  }

  /** Begins a change. @throws Error when another one is being made, or was left half made */
  static begin(journal: string = JOURNAL): Change {
    if (existsSync(journal)) throw new Error(`another change is being made, or was left half made: ${journal} says so`)
    return new Change(journal, [])
  }

  /**
   * Undoes a change whose command was killed.
   *
   * @returns whether there was one
   * @throws Error when that command still runs, or when somebody has worked since on what would be undone
   */
  static recover(journal: string = JOURNAL): boolean {
    if (!existsSync(journal)) return false
    const { pid, entries } = JSON.parse(readFileSync(journal, 'utf8')) as Journal
    if (isRunning(pid))
      throw new Error(`another change is being made by the process ${pid}: wait for its end, or remove ${journal}`)
    const worked = workedOn(entries)
    if (worked.length > 0)
      throw new Error(
        `the last command was killed halfway, and somebody has worked since on ${worked.join(', ')}: keep that elsewhere ` +
          `and remove it there, then run this again; or remove ${journal} to leave everything as it is now`,
      )
    new Change(journal, entries).undo()
    return true
  }

  /**
   * Remembers what stands at a path: a file, or that there is nothing. Whoever writes there next can be undone.
   *
   * @param becomes all that commands may make of it; without it they may make anything of it
   */
  keep(path: string, becomes?: readonly string[]): void {
    this.#record(path, becomes?.map(hashOf))
  }

  /** Writes a file, and makes its folder. @param becomes what commands may make of it then */
  write(path: string, content: string, becomes: readonly string[] = []): void {
    this.#record(path, [content, ...becomes].map(hashOf))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }

  /** Removes a file. */
  remove(path: string): void {
    this.#record(path, [null])
    rmSync(path)
  }

  // Before it is done, so that it can be undone whenever the process ends. Renamed, because half a journal would undo nothing.
  #record(path: string, after: readonly (string | null)[] | undefined): void {
    const index = this.#entries.findIndex((entry) => entry.path === path)
    const known = this.#entries[index]
    const all =
      known?.after === undefined && after === undefined ? {} : { after: [...(known?.after ?? []), ...(after ?? [])] }
    if (known === undefined)
      this.#entries.push({ path, before: existsSync(path) ? readFileSync(path).toString('base64') : null, ...all })
    else this.#entries[index] = { ...known, ...all }
    mkdirSync(dirname(this.#journal), { recursive: true })
    const journal: Journal = { pid: process.pid, entries: this.#entries }
    writeFileSync(`${this.#journal}.new`, JSON.stringify(journal))
    renameSync(`${this.#journal}.new`, this.#journal)
  }

  /** Puts everything back, the last first. A folder that was kept as missing goes with all that is in it. */
  undo(): void {
    for (const { path, before } of this.#entries.toReversed()) {
      if (before === null) removeFolder(path)
      else {
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, Buffer.from(before, 'base64'))
      }
    }
    this.done()
  }

  /** The change is whole. */
  done(): void {
    rmSync(this.#journal, { force: true })
  }
}

/** The files that are neither as they were nor as the change has made them. */
function workedOn(entries: readonly Entry[]): string[] {
  const paths = new Set(entries.map(({ path }) => path))
  return entries.flatMap(({ path, before, after }) => {
    const isThere = existsSync(path)
    if (isThere && statSync(path).isDirectory()) return filesIn(path).filter((file) => !paths.has(file))
    const now = isThere ? hashOf(readFileSync(path)) : null
    const expected = [before === null ? null : hashOf(Buffer.from(before, 'base64')), ...(after ?? [now])]
    return expected.includes(now) ? [] : [path]
  })
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64')
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
