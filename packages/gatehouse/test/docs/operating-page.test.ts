// Whoever operates a gateway finds every code and every log line explained: docs/operating.md names them all.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROBLEMS } from '../../src/problem/problems.ts'

const page = readFileSync('docs/operating.md', 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('| `'))
const named = new Set(
  rows.flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name)),
)

test.each(Object.entries(PROBLEMS))('a refusal for %s is explained, with its status', (code, { status }) => {
  const found = rows.map((line) => line.split(' | ')).filter(([names]) => names?.includes(`\`${code}\``))
  expect(found.map(([, statuses]) => statuses)).toContainEqual(expect.stringContaining(String(status)))
})

test.each([...new Set(eventsOf('src').concat(eventsOf('workers')))])('the log line %s is explained', (event) => {
  expect(named).toContain(event)
})

// Every event that the sources write: `log('warn', 'event'`, and the closed list of the tenant's part.
function eventsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('/test/') && !file.includes('node_modules'))
    .flatMap((file) => {
      const text = readFileSync(`${folder}/${file}`, 'utf8')
      const written = [...text.matchAll(/\blog\('(?:info|warn|error)',\s*'(\w+)'/g)]
      const listed = [...(/type TenantEvent =([^\n]*)/.exec(text)?.[1] ?? '').matchAll(/'(\w+)'/g)]
      return [...written, ...listed].map(([, event]) => event ?? '')
    })
}
