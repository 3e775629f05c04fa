// Tests that the platform does not log what we never log: URLs with their queries, and headers that may contain a token.
import { describe, expect, test } from 'vitest'
import { checkObservability } from '../contracts/observability-wiring.ts'
import { readConfig } from './config-files.ts'
import { projectWorkers } from './workers.ts'

const PURPOSES = ['development', 'test', { environment: 'staging' }, { environment: 'production' }] as const
const configs = projectWorkers().flatMap((worker) =>
  PURPOSES.map((purpose) => [worker.name, JSON.stringify(purpose), readConfig(worker, purpose)] as const),
)

test.each(configs)(
  'the configuration of %s for %s keeps queries, headers and floods out',
  (_name, _purpose, config) => {
    expect(config['observability']).toMatchObject({
      enabled: true,
      redact_query_string: true,
      logs: { enabled: true, invocation_logs: false, head_sampling_rate: 1 },
      traces: { head_sampling_rate: 0.1 },
    })
    expect(checkObservability('x', config)).toEqual([])
  },
)

describe('a configuration is refused with what to do about it', () => {
  const good = {
    enabled: true,
    redact_query_string: true,
    logs: { enabled: true, invocation_logs: false, head_sampling_rate: 1 },
    traces: { enabled: true, head_sampling_rate: 0.1 },
  }
  test.each([
    ['that tells nothing', { enabled: false }, '[observability] enabled = true'],
    ['that keeps queries', { redact_query_string: false }, '[observability] redact_query_string = true'],
    ['with invocation logs', { logs: { ...good.logs, invocation_logs: true } }, '[observability.logs] invocation_logs'],
    ['without a rate of lines', { logs: { invocation_logs: false } }, '[observability.logs] head_sampling_rate'],
    ['with a rate above all', { traces: { head_sampling_rate: 10 } }, '[observability.traces] head_sampling_rate'],
    ['without any of it', undefined, '[observability] enabled = true'],
  ])('%s', (_title, changes, sentence) => {
    const observability = changes === undefined ? undefined : { ...good, ...changes }
    expect(checkObservability('wrangler.toml:', { observability }).join('\n')).toContain(sentence)
  })
})
