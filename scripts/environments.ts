// Writes the bindings of every environment into every wrangler.toml, from those at its top. All of them or none: what somebody
// wrote where they stand is not overwritten.
import { readFileSync, writeFileSync } from 'node:fs'
import { exit } from 'node:process'
import { parse } from 'smol-toml'
import { STRAY_REMEDY, strayLines, withEnvironments } from './deploy/environment-tables.ts'
import { domainWorkers, GATEWAY } from './workers.ts'

const files = [GATEWAY, ...domainWorkers()].map(({ configPath: path }) => ({ path, text: readFileSync(path, 'utf8') }))
const strays = files.flatMap(({ path, text }) =>
  strayLines(text).map(({ number, line }) => `${path}:${number}: ${line}`),
)
if (strays.length > 0) {
  console.error(`This would be lost: ${STRAY_REMEDY}.\n${strays.join('\n')}`)
  exit(1)
}
for (const { path, text } of files) {
  const written = withEnvironments(text, parse(text))
  if (written === text) continue
  writeFileSync(path, written)
  console.log(`${path}: environments written`)
}
