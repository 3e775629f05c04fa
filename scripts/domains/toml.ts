// Adds a service binding to the text of a wrangler.toml, and takes one out again, with every other line left as it is. Those of
// an environment are written from these.

import { tomlValue } from '../deploy/toml-value.ts'

/** A service binding. */
export interface ServiceBinding {
  readonly binding: string
  readonly service: string
}

/** Stands before the first binding, and stays when there is none. */
const PLACE = /^# One binding a domain\b/
const HEADER = '[[services]]'

/** Adds a binding after the last one. */
export function addService(text: string, { binding, service }: ServiceBinding): string {
  const lines = text.split('\n')
  const block = [HEADER, `binding = ${tomlValue(binding)}`, `service = ${tomlValue(service)}`]
  const last = lines.lastIndexOf(HEADER)
  if (last !== -1) return lines.toSpliced(endOf(lines, last), 0, '', ...block).join('\n')
  const place = lines.findIndex((line) => PLACE.test(line))
  if (place !== -1) return lines.toSpliced(place + 1, 0, ...block).join('\n')
  return `${text.trimEnd()}\n\n${block.join('\n')}\n`
}

/** Removes a binding wherever it is, in every environment. */
export function removeService(text: string, binding: string): string {
  const lines = text.split('\n')
  for (;;) {
    const start = lines.findIndex(
      (line, index) =>
        /^\[\[(?:env\.[\w-]+\.)?services\]\]$/.test(line) &&
        lines.slice(index, endOf(lines, index)).includes(`binding = ${tomlValue(binding)}`),
    )
    if (start === -1) break
    const end = endOf(lines, start)
    const isSpaced = lines[start - 1] === ''
    // Where a comment stands before it, the next binding takes its place.
    const isFollowed = !isSpaced && lines[end] === '' && lines[end + 1] === lines[start]
    lines.splice(isSpaced ? start - 1 : start, end - start + (isSpaced || isFollowed ? 1 : 0))
  }
  return lines.join('\n').replace(/\n+$/, '\n')
}

// Where the block of a header ends: at an empty line, or at the next header.
function endOf(lines: readonly string[], start: number): number {
  const length = lines.slice(start + 1).findIndex((line) => line.trim() === '' || line.startsWith('['))
  return length === -1 ? lines.length : start + 1 + length
}
