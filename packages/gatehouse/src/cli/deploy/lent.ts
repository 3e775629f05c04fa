// Lends files that exist only while they are used: they are deleted when the work is done, when it fails, and when the process is
// interrupted or loses its terminal.

/** Signals that end a process from outside, with the exit code that a shell gives it. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Does some work, and then removes its files. @param remove is synchronous, because nothing else runs when a process ends */
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
