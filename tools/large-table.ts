// `npm run bench:table`: compiles a document of 5,000 operations, and compares the first request of a gateway that has them with that of the same
// gateway without them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, cpuUsage } from 'node:process'
import { compileContracts, GENERATED } from '../packages/gatehouse/src/contracts/compile.ts'
import { largeDocument } from '../packages/gatehouse/src/contracts/large-document.ts'
import { loadContracts } from '../packages/gatehouse/src/contracts/load.ts'
import { contractOf } from '../packages/gatehouse/src/contracts/origin-contract.ts'
import { bundle } from './workerd/bundle.ts'
import { compareFirstRequests } from './workerd/first-request.ts'

const PAIRS = Number(argv[2] ?? 30)
const OPERATIONS = 5_000

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-table-'))
try {
  const contracts = await loadContracts()
  const before = cpuUsage()
  const large = contractOf('large', largeDocument(OPERATIONS), {
    origin: 'https://large.example.com',
    prefix: '/large',
  })
  const table = compileContracts([...contracts, large])[`${GENERATED}/table.ts`] ?? ''
  const { user, system } = cpuUsage(before)
  console.log(`${OPERATIONS} operations are compiled in ${((user + system) / 1_000_000).toFixed(1)} s of CPU time`)
  console.log(`their table has ${table.length} characters`)
  const file = join(folder, 'table.ts')
  writeFileSync(file, table)
  await bundle(resolve('src/index.ts'), join(folder, 'without.js'))
  await bundle(resolve('src/index.ts'), join(folder, 'with.js'), new Map([[resolve(GENERATED, 'table.ts'), file]]))
  await compareFirstRequests(folder, ['without', 'with'], PAIRS)
} finally {
  rmSync(folder, { recursive: true })
}
