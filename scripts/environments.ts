// Writes the bindings of every environment into every wrangler.toml, from those at its top.
import { readFileSync, writeFileSync } from 'node:fs'
import { experimental_readRawConfig } from 'wrangler'
import { type Table, withEnvironments } from './deploy/environment-tables.ts'
import { domainWorkers, GATEWAY } from './workers.ts'

for (const { configPath } of [GATEWAY, ...domainWorkers()]) {
  const text = readFileSync(configPath, 'utf8')
  const { rawConfig } = experimental_readRawConfig({ config: configPath })
  const written = withEnvironments(text, rawConfig as Table)
  if (written === text) continue
  writeFileSync(configPath, written)
  console.log(`${configPath}: environments written`)
}
