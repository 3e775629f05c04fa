// Tests that docs/operating.md explains every log line.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/operating.md', 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| `'))
const named = new Set(
  rows.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)),
)

const EVENTS = new Set(['packages/gatehouse/src', 'src', 'workers'].flatMap(eventsOf))

test.each([...EVENTS])('the log line %s is explained', (event) => {
  expect(named).toContain(event)
})

test('the events are found in every form that the sources write them in', () => {
  // On one line, at the call of another function's parameter, and in the list of the tenant's part, first and last.
  for (const event of ['request', 'keys_refreshed', 'jwks_fetch_failed', 'session_renewal_failed'])
    expect(EVENTS).toContain(event)
})

// Every event that the sources write: `log('warn', 'event'`, and the closed list of the tenant's part.
function eventsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!.*(?:testing|node_modules)\/).*(?<!\.test)\.ts$/.test(file))
    .flatMap((file) => {
      // Without the examples in comments.
      const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll(/^ *\* .*$/gm, '')
      const written = [...text.matchAll(/\blog\(\s*'(?:info|warn|error)',\s*'(\w+)'/g)]
      const listed = [...(/type TenantEvent =((?:\s*\| '\w+')+)/.exec(text)?.[1] ?? '').matchAll(/'(\w+)'/g)]
      return [...written, ...listed].map(([, event]) => event ?? '')
    })
}
