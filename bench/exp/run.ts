import { mkdtempSync } from 'node:fs'
import { startTenant } from '../tenant/tenant.ts'
import { measureParts } from './measure.ts'
const folder = mkdtempSync('/tmp/px-')
const tenant = await startTenant(folder, 100)
for (const p of await measureParts(folder, tenant, 7))
  console.log(p.title.padEnd(34), p.micros.median.toFixed(2), p.micros.min.toFixed(2), p.micros.max.toFixed(2))
await tenant.server.stop()
process.exit(0)
