// Asks for a secret at the terminal without showing what is typed.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** A terminal, or what is in the place of one. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Asks, if a person is there. @returns nothing when the input or the output is no terminal, as in CI */
export function secretPrompt(
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): ((question: string) => Promise<string>) | undefined {
  if (input.isTTY !== true || output.isTTY !== true) return undefined
  return async (question) => {
    output.write(question)
    // The echo of readline is discarded.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input, output: nowhere, terminal: true })
    lines.on('SIGINT', () => process.exit(130))
    try {
      return await lines.question('')
    } finally {
      lines.close()
      output.write('\n')
    }
  }
}
