// Says how far the counts of two runs differ.
import type { Findings } from './goals.ts'

/** The largest difference of what is certain in both runs. @param earlier what `--json` wrote */
export function differenceText(earlier: Findings, later: Findings): string {
  const before = new Map(figuresOf(earlier))
  const differences = figuresOf(later).flatMap(([name, now]) => {
    const then = before.get(name)
    return typeof then === 'number' && typeof now === 'number' ? [{ name, share: now / then - 1 }] : []
  })
  const lines = differences
    .toSorted((one, other) => Math.abs(other.share) - Math.abs(one.share))
    .map(({ name, share }) => `${name.padEnd(40)} ${share < 0 ? '' : '+'}${(share * 100).toFixed(2)} %`)
  return ['Against the earlier run:', ...lines].join('\n')
}

function figuresOf({ counts, parts, firstRequests }: Findings): (readonly [string, number | null])[] {
  return [
    ...(counts?.rows ?? []).map(({ name, figure }) => [name, figure] as const),
    ...parts.map(({ name, instructions }) => [`part ${name}`, instructions] as const),
    ...firstRequests.map(({ name, instructions }) => [`first request: ${name}`, instructions] as const),
  ]
}
