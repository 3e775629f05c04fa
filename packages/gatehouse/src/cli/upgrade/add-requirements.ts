// Adds to the text of a wrangler.toml what the gateway needs and the file lacks.
import { parse } from 'smol-toml'
import { missingRequirements } from '../../project/requirements.ts'

/**
 * Returns the text with the missing parts at its end: a table ends where the next one begins, so whole tables can follow any file. A
 * table that is there and lacks a member is left to its author, because a second one would make the file invalid; `gatehouse check`
 * names the member.
 */
export function addRequirements(config: string): string {
  return missingRequirements(parse(config)).reduce((text, { what, why, lines }) => {
    const longer = `${text.trimEnd()}\n\n# ${what}: it ${why}.\n${lines}\n`
    return isToml(longer) ? longer : text
  }, config)
}

function isToml(text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}
