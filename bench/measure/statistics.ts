// Medians and ranges: what is left of samples that drift.

/** A figure of several samples. */
export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Sums up figures. @throws RangeError for none */
export function summarise(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((one, other) => one - other)
  const [min, max] = [sorted[0], sorted.at(-1)]
  const [left, right] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (min === undefined || max === undefined || left === undefined || right === undefined) {
    throw new RangeError('there is no median of nothing')
  }
  return { median: (left + right) / 2, min, max }
}
