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
  readonly #memory: { readonly atMillis: number; readonly mebibytes: number }[] = []

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

  /** What workerd holds in memory. */
  remember(atMillis: number, mebibytes: number): void {
    this.#memory.push({ atMillis, mebibytes })
  }

  /** How many requests ended so. */
  count(matches: (end: End, kind: string) => boolean): number {
    let sum = 0
    for (const [kind, ends] of this.#ends) {
      for (const [end, count] of ends) if (matches(end, kind)) sum += count
    }
    return sum
  }

  /** What was held in memory in each quarter of the time, by its median, in MiB. */
  quartersMebibytes(): [number, number, number, number] {
    const last = this.#memory.at(-1)?.atMillis ?? 0
    const quarter = (index: number): number => {
      const [from, to] = [(last * index) / 4, (last * (index + 1)) / 4]
      const within = this.#memory.filter(({ atMillis }) => atMillis >= from && atMillis <= to)
      return median(within.map(({ mebibytes }) => mebibytes))
    }
    return [quarter(0), quarter(1), quarter(2), quarter(3)]
  }

  /** Closes the account: what does not add up is a violation. @param growthMax what the last quarter may hold, by what the second did */
  close(growthMax: number): void {
    const answered = this.count((end) => typeof end === 'number')
    const hungUp = this.count((end) => end === 'hung up')
    const brokenOff = this.count((end) => end === 'broken off')
    if (this.#sent !== answered + hungUp + brokenOff)
      this.violate(`${this.#sent} sent, but ${answered} answered, ${hungUp} hung up and ${brokenOff} broken off`)
    const [, second, , last] = this.quartersMebibytes()
    if (!(last <= second * growthMax)) this.violate('memory is not flat')
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
    const quarters = this.quartersMebibytes().map((mebibytes) => mebibytes.toFixed(0))
    return [
      ...lines.toSorted(),
      '',
      `sent ${this.#sent} = answered ${answered} + hung up ${this.count((end) => end === 'hung up')} + broken off ${this.count((end) => end === 'broken off')}`,
      `memory of workerd, by quarters: ${quarters.join(', ')} MiB`,
      ...(violations.length === 0 ? ['nothing happened that should not have'] : violations),
      ...(more > 0 ? [`  ✗ and ${more} more`] : []),
    ].join('\n')
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
