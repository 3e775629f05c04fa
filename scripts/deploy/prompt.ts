// Asks for a secret at the terminal without showing what is typed.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks, if a person is there. @returns nothing when the input or the output is no terminal, as in CI */
export function secretPrompt(): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined
  return async (question) => {
    process.stdout.write(question)
    // What readline would echo goes nowhere.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
    lines.on('SIGINT', () => process.exit(130))
    try {
      return await lines.question('')
    } finally {
      lines.close()
      process.stdout.write('\n')
    }
  }
}
