// Keeps the account of a soak: what was sent and what became of it, and everything that should not have happened.

/** What became of one request: a status, or how it ended without one. */
export type End = number | 'hung up' | 'broken off'

/** How many violations are printed one by one. */
const PRINTED_MAX = 10
const BODY_MAX_CHARACTERS = 300

/** What memory that is flat may differ by from half way to the end. */
export interface GrowthMax {
  /** What a Worker keeps alive: MiB more. */
  readonly heapMebibytes: number
  /** What the whole of workerd holds: so many times as much. */
  readonly processRatio: number
}

/** The account. */
export class Account {
  #sent = 0
  readonly #ends = new Map<string, Map<End, number>>()
  readonly #violations: string[] = []
  readonly #looks: { readonly mebibytes: number; readonly heaps: ReadonlyMap<string, number> }[] = []

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
      `${kind}: ended with ${end}, which is none of ${allowed.join(', ')} ${said.slice(0, BODY_MAX_CHARACTERS)}`,
    )
  }

  /** Something that should not have happened. */
  violate(sentence: string): void {
    this.#violations.push(sentence)
  }

  /** Half way, and at the end, without traffic: what workerd holds in memory, and what each Worker keeps alive of it, in MiB. */
  look(mebibytes: number, heaps: ReadonlyMap<string, number>): void {
    this.#looks.push({ mebibytes, heaps })
  }

  /** How many requests ended so. */
  count(matches: (end: End, kind: string) => boolean): number {
    let sum = 0
    for (const [kind, ends] of this.#ends) {
      for (const [end, count] of ends) if (matches(end, kind)) sum += count
    }
    return sum
  }

  /** Closes the account: what does not add up is a violation. */
  close(growthMax: GrowthMax): void {
    const answered = this.count((end) => typeof end === 'number')
    const hungUp = this.count((end) => end === 'hung up')
    const brokenOff = this.count((end) => end === 'broken off')
    if (this.#sent !== answered + hungUp + brokenOff)
      this.violate(`${this.#sent} sent, but ${answered} answered, ${hungUp} hung up and ${brokenOff} broken off`)
    this.#judgeMemory(growthMax)
  }

  #judgeMemory({ heapMebibytes, processRatio }: GrowthMax): void {
    const [half, last] = this.#looks
    if (half === undefined || last === undefined) {
      this.violate('memory was not looked at')
      return
    }
    for (const [name, mebibytes] of last.heaps) {
      const growth = mebibytes - (half.heaps.get(name) ?? Number.NaN)
      if (!(growth <= heapMebibytes)) this.violate(`the memory of ${name} is not flat: ${growth.toFixed(2)} MiB more`)
    }
    if (!(last.mebibytes <= half.mebibytes * processRatio)) this.violate('the memory of workerd is not flat')
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
    const violations = this.#violations.slice(0, PRINTED_MAX).map((sentence) => `  ✗ ${sentence}`)
    const more = this.#violations.length - violations.length
    const kept = [...(this.#looks[0]?.heaps.keys() ?? [])].map((name) => {
      const looks = this.#looks.map(({ heaps }) => (heaps.get(name) ?? Number.NaN).toFixed(2))
      return `  ${name.padEnd(28)} ${looks.join(', ')} MiB`
    })
    return [
      ...lines.toSorted(),
      '',
      `sent ${this.#sent} = answered ${answered} + hung up ${this.count((end) => end === 'hung up')} + broken off ${this.count((end) => end === 'broken off')}`,
      'kept alive after a collection with nothing on its way, half way and at the end:',
      ...kept,
      `held by the whole of workerd: ${this.#looks.map(({ mebibytes }) => mebibytes.toFixed(0)).join(', ')} MiB`,
      ...(violations.length === 0 ? ['nothing happened that should not have'] : violations),
      ...(more > 0 ? [`  ✗ and ${more} more`] : []),
    ].join('\n')
  }
}
