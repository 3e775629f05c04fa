// The one error of the build step that speaks to people who write contracts. What is wrong is collected, so that all of it is said at once.

/** A contract that can't be compiled, with what to do about it. */
export class ContractError extends Error {
  /** Everything that is wrong, each a sentence. */
  readonly problems: readonly string[]

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const all = typeof problems === 'string' ? [problems] : problems
    super(all.join('\n'), options)
    this.problems = all
  }
}

/** Collects what is wrong while work goes on. */
export class ContractProblems {
  readonly found: string[] = []

  /** Does a part of the work. @returns its result; `undefined` when it failed with a ContractError, which is collected */
  attempt<Result>(part: () => Result): Result | undefined {
    try {
      return part()
    } catch (error) {
      if (!(error instanceof ContractError)) throw error
      this.found.push(...error.problems)
      return undefined
    }
  }

  /** @throws ContractError with everything that was collected */
  throwIfAny(): void {
    if (this.found.length > 0) throw new ContractError(this.found)
  }
}
