// Provides what tests of the work per request share: texts of every class of characters, and the cost of some work.

const CHARACTERS = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(0x20 + index))

/** Every class of characters that a header may hold, and what our patterns look for. */
export const FILLINGS: readonly string[] = CHARACTERS.filter((character) => !/[b-zB-Z1-9]/.test(character)).concat(
  ['\t', '\u00e9', '; ', ', ', ' ,', ' =', '=;', 'a ;', '""', '%2e', '%2f', '/.', '%00', 'eyJ', 'eyJ.', 'a.'],
  ['Bearer ', ',Bearer ', 'gatehouse.bearer.', 'gatehouse.bearer.a,', 'no-store '],
  ['__Host-gatehouse=', '__Host-gatehouse-session=;'],
)

/** A filling, repeated until it has this length. */
export function repeated(filling: string, length: number): string {
  return filling.repeat(Math.ceil(length / filling.length)).slice(0, length)
}

/** Returns the CPU time of some work, the least of three runs, so that other work of this process does not count. */
export function cpuMillisOf(work: () => unknown, limitMillis: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3 && least > limitMillis; run += 1) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}
