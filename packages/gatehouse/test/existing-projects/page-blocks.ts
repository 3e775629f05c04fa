// The blocks of code of docs/existing-projects.md, by the comment in their first line: the tests run them as they stand there.
import { readFileSync } from 'node:fs'

const page = readFileSync('docs/existing-projects.md', 'utf8')

/** The text of a block, without its first line. @param title its first line, without the comment sign */
export function blockOf(title: string): string {
  const [, found] =
    [...page.matchAll(/^```\w+\n(?:\/\/|#) ([^\n]+)\n([^]*?)^```$/gm)]
      .map(([, first, text]) => [first, text] as const)
      .find(([first]) => first === title) ?? []
  if (found === undefined) throw new Error(`docs/existing-projects.md has no block that begins with "${title}"`)
  return found
}

/** The text of the page's only block in this language. */
export function onlyBlockIn(language: string): string {
  const [found, another] = [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))]
  if (found?.[1] === undefined || another !== undefined)
    throw new Error(`docs/existing-projects.md has not exactly one block of ${language}`)
  return found[1]
}
