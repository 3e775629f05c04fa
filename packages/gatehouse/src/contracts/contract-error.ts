// Defines the error of the build step for authors of contracts. Defects are collected, so that all of them are reported at once.

/** A contract that cannot be compiled, with the remedy. */
export class ContractError extends Error {
  /** Every defect, each a sentence. */
  readonly problems: readonly string[]

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const all = typeof problems === 'string' ? [problems] : problems
    super(all.join('\n'), options)
    this.problems = all
  }
}

/** Collects defects while work continues. */
export class ContractProblems {
  readonly found: string[] = []

  /** Runs a part of the work. @returns its result; `undefined` when it failed with a ContractError, which is collected */
  attempt<Result>(part: () => Result): Result | undefined {
    try {
      return part()
    } catch (error) {
      return this.collect(error)
    }
  }

  /** Collects the defects of an error. @throws any other error */
  collect(error: unknown): undefined {
    if (!(error instanceof ContractError)) throw error
    this.found.push(...error.problems)
  }

  /** @throws ContractError with every collected defect */
  throwIfAny(): void {
    if (this.found.length > 0) throw new ContractError(this.found)
  }
}
