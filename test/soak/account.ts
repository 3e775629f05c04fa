// Keeps the account of a soak: what was sent and what became of it, and everything that should not have happened.

/** What became of one request: a status, or how it ended without one. */
export type End = number | 'hung up' | 'broken off'

/** Most violations that are told one by one. */
const TOLD_MAX = 10
const SAID_MAX_CHARACTERS = 300

/** The account. */
export class Account {
  #sent = 0
  readonly #ends = new Map<string, Map<End, number>>()
  readonly #violations: string[] = []
  readonly #memory: number[] = []
  readonly #heaps: ReadonlyMap<string, number>[] = []

  /** A request of a kind goes out. */
  send(): void {
    this.#sent += 1
  }

  /** It has ended. @param allowed the ends that are right for it at this moment @param said what was answered, for the account */
  end(kind: string, end: End, allowed: readonly End[], said = ''): void {
    const ends = this.#ends.get(kind) ?? new Map<End, number>()
    this.#ends.set(kind, ends)
    ends.set(end, (ends.get(end) ?? 0) + 1)
    if (allowed.includes(end)) return
    this.violate(
      `${kind}: ended with ${end}, which is none of ${allowed.join(', ')} ${said.slice(0, SAID_MAX_CHARACTERS)}`,
    )
  }

  /** Something that should not have happened. */
  violate(sentence: string): void {
    this.#violations.push(sentence)
  }

  /** A moment without traffic: what workerd holds in memory, and what each Worker keeps alive of it, in MiB. */
  look(mebibytes: number, heaps: ReadonlyMap<string, number>): void {
    this.#memory.push(mebibytes)
    this.#heaps.push(heaps)
  }

  /** How many requests ended so. */
  count(matches: (end: End, kind: string) => boolean): number {
    let sum = 0
    for (const [kind, ends] of this.#ends) {
      for (const [end, count] of ends) if (matches(end, kind)) sum += count
    }
    return sum
  }

  /** Closes the account: what does not add up is a violation. @param growthMax by how many MiB more a Worker may keep alive at the end than half way */
  close(growthMax: number): void {
    const answered = this.count((end) => typeof end === 'number')
    const hungUp = this.count((end) => end === 'hung up')
    const brokenOff = this.count((end) => end === 'broken off')
    if (this.#sent !== answered + hungUp + brokenOff)
      this.violate(`${this.#sent} sent, but ${answered} answered, ${hungUp} hung up and ${brokenOff} broken off`)
    const half = this.#heaps[Math.ceil(this.#heaps.length / 2) - 1]
    const last = this.#heaps.at(-1)
    if (half === undefined || last === undefined) this.violate('memory was not looked at')
    for (const [name, mebibytes] of last ?? []) {
      const growth = mebibytes - (half?.get(name) ?? Number.NaN)
      if (!(growth <= growthMax)) this.violate(`the memory of ${name} is not flat: ${growth.toFixed(2)} MiB more`)
    }
  }

  /** Whether all is well. */
  get isGood(): boolean {
    return this.#violations.length === 0
  }

  /** The account as people read it. */
  print(): string {
    const lines = [...this.#ends].map(([kind, ends]) => {
      const counts = [...ends].map(([end, count]) => `${count} × ${end}`).toSorted()
      return `  ${kind.padEnd(28)} ${counts.join(', ')}`
    })
    const answered = this.count((end) => typeof end === 'number')
    const violations = this.#violations.slice(0, TOLD_MAX).map((sentence) => `  ✗ ${sentence}`)
    const more = this.#violations.length - violations.length
    const kept = [...(this.#heaps[0]?.keys() ?? [])].map((name) => {
      const looks = this.#heaps.map((heaps) => (heaps.get(name) ?? Number.NaN).toFixed(2))
      return `  ${name.padEnd(28)} ${looks.join(', ')} MiB`
    })
    return [
      ...lines.toSorted(),
      '',
      `sent ${this.#sent} = answered ${answered} + hung up ${this.count((end) => end === 'hung up')} + broken off ${this.count((end) => end === 'broken off')}`,
      'kept alive after a collection, with nothing on its way, after each of these:',
      ...kept,
      `held by workerd, collected or not: ${this.#memory.map((mebibytes) => mebibytes.toFixed(0)).join(', ')} MiB`,
      ...(violations.length === 0 ? ['nothing happened that should not have'] : violations),
      ...(more > 0 ? [`  ✗ and ${more} more`] : []),
    ].join('\n')
  }
}
