// Random numbers that are the same on every run.

/** Numbers from 0 to below 1 (a linear congruential generator, with the constants of Numerical Recipes). */
export function randomNumbers(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
