// Adds lines to the settings of a service, as text: its author's words, comments and order stay.

/**
 * Returns the text of a service.ts with lines in its `operations`; `null` when it is written in another way than `defineOrigin({ … })`.
 *
 * @param lines such as `'listReports': { access: null },`
 */
export function withOperationLines(text: string, lines: readonly string[]): string | null {
  if (lines.length === 0) return text
  const inOperations = lines.map((line) => `\n    ${line}`).join('')
  const inLine = /^(\s*operations\s*:\s*\{)[ \t]+(\S.*\S)[ \t]+\},?$/m.exec(text)
  if (inLine !== null) return text.replace(inLine[0], () => `${inLine[1]}${inOperations}\n    ${inLine[2]},\n  },`)
  if (/^\s*operations\s*:\s*\{/m.test(text))
    return text.replace(/^\s*operations\s*:\s*\{(?:[ \t]*\})?/m, (opening) =>
      opening.endsWith('}') ? `${opening.replace(/[ \t]*\}$/, '')}${inOperations}\n  }` : opening + inOperations,
    )
  const onOneLine = /defineOrigin\(\{ (\S.*\S) \}\)/.exec(text)
  if (onOneLine !== null)
    return text.replace(
      onOneLine[0],
      () => `defineOrigin({\n  operations: {${inOperations}\n  },\n  ${onOneLine[1]},\n})`,
    )
  if (!/defineOrigin\(\{/.test(text)) return null
  return text.replace(/defineOrigin\(\{\s*/, (opening) => {
    const rest = opening.includes('\n') ? opening : 'defineOrigin({\n  '
    return `${rest}operations: {${inOperations}\n  },\n  `
  })
}
