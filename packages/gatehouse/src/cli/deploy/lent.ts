// Files that stand only while something is done with them, and that nobody may find afterwards: gone when it is done, when it
// fails, and when the process is interrupted or loses its terminal.

/** What ends a process from outside, with the exit code that a shell gives it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Does something, and removes afterwards what was lent for it. @param remove is synchronous: nothing else runs when a process ends */
export async function whileLent(remove: () => void, use: () => Promise<void>): Promise<void> {
  const signals = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => process.exit(code)] as const)
  process.once('exit', remove)
  for (const [signal, end] of signals) process.on(signal, end)
  try {
    await use()
  } finally {
    remove()
    process.off('exit', remove)
    for (const [signal, end] of signals) process.off(signal, end)
  }
}
