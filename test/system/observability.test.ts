// The platform must not log on our behalf what we never log: addresses with their queries, and headers with a token among them.
import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { readConfigFiles } from '../../scripts/contracts/environment-wiring.ts'
import { checkObservability } from '../../scripts/contracts/observability-wiring.ts'
import { spell } from '../../scripts/domains/names.ts'
import { wranglerToml } from '../../scripts/domains/worker-files.ts'
import { domainFolders } from '../../scripts/workers.ts'

const files = readConfigFiles()
const paths = ['wrangler.toml', ...domainFolders().map((folder) => `workers/${folder}/wrangler.toml`)]

test('there is a configuration to look at for the gateway and for every domain', () => {
  expect(files.map(({ path }) => path)).toEqual(paths)
})

test.each(files.map((file) => [file.path, file] as const))('%s keeps queries, headers and floods out', (_, file) => {
  expect(file.config['observability']).toMatchObject({
    enabled: true,
    redact_query_string: true,
    logs: { enabled: true, invocation_logs: false, head_sampling_rate: 1 },
    traces: { head_sampling_rate: 0.1 },
  })
  expect(checkObservability([file])).toEqual([])
})

test.each([true, false])('so does the configuration of a new domain (with a database: %s)', (withDatabase) => {
  const gateway = { name: 'gatehouse', compatibilityDate: '2026-11-01' }
  const text = wranglerToml({ spelling: spell('invoices'), isPublic: false, withDatabase, gateway })
  expect(checkObservability([{ path: 'x', text, config: parse(text) }])).toEqual([])
})

const text = readFileSync('wrangler.toml', 'utf8')

describe('a configuration is refused with what to do about it', () => {
  test.each([
    ['that tells nothing', 'enabled = true\nredact', 'enabled = false\nredact', '[observability] enabled = true'],
    ['that keeps queries', 'redact_query_string = true\n', '', '[observability] redact_query_string = true'],
    ['with invocation logs', 'invocation_logs = false\n', '', '[observability.logs] invocation_logs = false'],
    ['without a rate of lines', 'head_sampling_rate = 1\n', '', '[observability.logs] head_sampling_rate'],
    ['with a rate above all', 'rate = 0.1\n', 'rate = 10\n', '[observability.traces] head_sampling_rate'],
    [
      'whose environment has them',
      '[env.production]\n',
      '[env.production]\nobservability = { enabled = true }\n',
      '[env.production] set [observability.logs]',
    ],
  ])('%s', (_, from, to, sentence) => {
    expect(text).toContain(from)
    const config = parse(text.replace(from, to))
    expect(checkObservability([{ path: 'wrangler.toml', text, config }]).join('\n')).toContain(sentence)
  })
})
