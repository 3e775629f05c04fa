// A change of several files that is made whole or not at all. What stood there before is kept in a journal until the change is
// done, so that the next command can undo what a killed one has left.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

interface Entry {
  readonly path: string
  /** In base64; `null` when there was none. */
  readonly before: string | null
}

/** What stands in the journal: whose change it is, and what was there before. */
interface Journal {
  readonly pid: number
  readonly entries: readonly Entry[]
}

/** Where the journal is, unless somebody says otherwise. Not part of the repository. */
const JOURNAL = '.wrangler/domain-change.json'

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

  /** Undoes a change whose command was killed. @returns whether there was one. @throws Error when that command still runs */
  static recover(journal: string = JOURNAL): boolean {
    if (!existsSync(journal)) return false
    const { pid, entries } = JSON.parse(readFileSync(journal, 'utf8')) as Journal
    if (isRunning(pid))
      throw new Error(`another change is being made by the process ${pid}: wait for its end, or remove ${journal}`)
    new Change(journal, entries).undo()
    return true
  }

  /** Remembers what stands at a path: a file, or with `null` that there is nothing. Whoever writes there next can be undone. */
  keep(path: string): void {
    if (this.#entries.some((entry) => entry.path === path)) return
    this.#entries.push({ path, before: existsSync(path) ? readFileSync(path).toString('base64') : null })
    mkdirSync(dirname(this.#journal), { recursive: true })
    const journal: Journal = { pid: process.pid, entries: this.#entries }
    writeFileSync(this.#journal, JSON.stringify(journal))
  }

  /** Writes a file, and makes its folder. */
  write(path: string, content: string): void {
    this.keep(path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }

  /** Removes a file. */
  remove(path: string): void {
    this.keep(path)
    rmSync(path)
  }

  /** Puts everything back, the last first. A folder that was kept as missing goes with all that is in it. */
  undo(): void {
    for (const { path, before } of this.#entries.toReversed()) {
      if (before === null) rmSync(path, { recursive: true, force: true })
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
