// A deploy that sends nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dryRunEffects } from './dry-run.ts'
import { NOTHING, planDeploy } from './plan.ts'
import { runPlan } from './runner.ts'
import { targetsIn } from '../../testing/deploy-targets.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const dryRun = async (failing: string | null) => {
  const lines: string[] = []
  const built: string[] = []
  const wrangler = (args: readonly string[]): Promise<string> => {
    const config = basename(args[args.indexOf('-c') + 1] ?? '')
    if (config === failing) return Promise.reject(new Error('it does not build'))
    built.push(args.slice(0, 2).join(' ') + ' ' + config)
    return Promise.resolve('')
  }
  const scope = { only: [], doctor: true, smoke: true }
  const steps = planDeploy(targetsIn(folder), NOTHING, scope)
  const effects = dryRunEffects(wrangler, (line) => lines.push(line))
  const { ok } = await runPlan(steps, new Map(), { ...effects, now: () => 0 })
  return { ok, built, steps, text: lines.join('\n') }
}

describe('a dry run', () => {
  test('builds every Worker once, and only names what else would be done', async () => {
    const { ok, built, steps, text } = await dryRun(null)
    expect(ok).toBe(true)
    expect(built).toEqual(['payments', 'search', 'insights', 'gateway'].map((f) => `deploy --dry-run ${f}.json`))
    expect(text.match(/(?<=✓ \[\d+\/12\] )\S+: \S+/g)).toEqual([
      'payments: deploy',
      'search: deploy',
      'insights: deploy',
      'gateway: deploy',
    ])
    const named = steps.filter(({ kind }) => kind !== 'deploy').map(({ title }) => title)
    expect(named).toContain('gateway: first deploy, without services')
    expect(text.match(/(?<=– \[\d+\/12\] ).*/g)).toEqual(named)
  })

  test('in which something does not build keeps nothing, and has nothing to go on with', async () => {
    const { ok, text } = await dryRun('search.json')
    expect(ok).toBe(false)
    expect(text).toContain('✗ [9/12] search: deploy\n\n      it does not build')
    expect(text).not.toMatch(/kept|goes on/)
  })
})
