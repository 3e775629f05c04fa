// In which steps everything is deployed, and what is left after each of them fails.
import { describe, expect, test } from 'vitest'
import type { Deployment } from './cloudflare.ts'
import { NOTHING, planDeploy, type Present, type Step, type DeployScope } from './plan.ts'
import { runPlan } from './runner.ts'
import { UnreachableError } from './smoke.ts'
import type { Target } from './targets.ts'
import { targetsIn } from '../../testing/deploy-targets.ts'

const targets = targetsIn('.')
const ALL: DeployScope = { only: [], doctor: true, smoke: true }
const titles = (steps: readonly Step[]): string[] => steps.map(({ title }) => title)
const plan = (present: Present, wanted: Partial<DeployScope> = {}) =>
  planDeploy(targets, present, { ...ALL, ...wanted })

const FIRST = [
  'the configuration and the tenant',
  'gateway: KV gatehouse-staging-keys',
  'gateway: first deploy, without services',
  'payments: D1 gatehouse-payments-staging',
  'payments: migrate gatehouse-payments-staging',
  'payments: deploy',
  'search: D1 gatehouse-search-staging',
  'search: migrate gatehouse-search-staging',
  'search: deploy',
  'insights: deploy',
  'gateway: deploy',
  'health, readiness and one refusal',
]
const LATER = [0, 4, 5, 7, 8, 9, 10, 11].map((index) => FIRST[index])

/** An account that changes as the steps are done. */
function account() {
  const workers = new Set<string>()
  const databases = new Set<string>()
  const bound = new Set<string>()
  const present: Present = { workers, databases, bound }
  const done = (step: Step): void => {
    if (step.kind === 'database') databases.add(step.database)
    if (step.kind !== 'bootstrap' && step.kind !== 'deploy') return
    workers.add(step.worker.name)
    for (const { binding } of step.worker.namespaces) bound.add(`${step.worker.name}/${binding}`)
  }
  return { present, done }
}

/** Carries a plan out, failing at the step with this title. */
async function carryOut(
  steps: readonly Step[],
  failing: string | null,
  before = new Map<string, Deployment | null>(),
  failure = new Error('it broke', { cause: new Error('because') }),
) {
  const lines: string[] = []
  const served: string[] = []
  const { done, present } = account()
  const result = await runPlan(steps, before, {
    run: (step) => {
      if (step.title === failing) return Promise.reject(failure)
      done(step)
      return Promise.resolve()
    },
    rollBack: ({ folder }, [first]) => {
      if (first?.version_id === 'gone') return Promise.reject(new Error('no such version'))
      served.push(`${folder} ${first?.version_id}`)
      return Promise.resolve()
    },
    print: (line) => lines.push(line),
    now: () => 0,
  })
  return { ...result, present, served, text: lines.join('\n') }
}

const everything: Present = (() => {
  const { present, done } = account()
  for (const step of plan(NOTHING)) done(step)
  return present
})()

test('a first deploy puts the gateway up without services, then each domain after its tables, then the gateway', () => {
  expect(titles(plan(NOTHING))).toEqual(FIRST)
})

test('a later deploy has no bootstrap and makes nothing that is there', () => {
  expect(titles(plan(everything))).toEqual(LATER)
})

describe('a deploy that stops', () => {
  test.each(FIRST.slice(0, -1).map((title) => [title]))(
    'at «%s» keeps what was done and goes on from there',
    async (failing) => {
      const steps = plan(NOTHING)
      const at = titles(steps).indexOf(failing)
      const { ok, done, left, present, text } = await carryOut(steps, failing)
      expect([ok, titles(done), titles(left)]).toEqual([false, FIRST.slice(0, at), FIRST.slice(at)])
      expect(text).toContain(`✗ [${at + 1}/${FIRST.length}] ${failing}`)
      expect(text).toContain('it broke (because)')
      expect(text).toContain(at <= 1 ? 'Nothing was changed.' : `Done, and kept: ${FIRST.slice(1, at).join('; ')}`)
      expect(text).toContain(`Not done: ${FIRST.slice(at).join('; ')}.`)
      // A version that is served already is served again, which changes nothing; what was created is not created again.
      const again = titles(plan(present))
      const made = FIRST.slice(0, at).filter((title) => /D1|first deploy/.test(title))
      expect(again.filter((title) => made.includes(title))).toEqual([])
      expect(again).toEqual(expect.arrayContaining(FIRST.slice(Math.max(at, 1))))
      expect((await carryOut(plan(present), null)).ok).toBe(true)
    },
  )
})

const version = (id: string): Deployment => [{ version_id: id, percentage: 100 }]

describe('a smoke test that fails', () => {
  const before = new Map<string, Deployment | null>([
    ['gatehouse-staging', version('gateway-1')],
    ['gatehouse-payments-staging', version('payments-1')],
    ['gatehouse-search-staging', null],
    ['gatehouse-insights-staging', version('insights-1')],
  ])

  test('takes every Worker of this run back to what it served before, the gateway first', async () => {
    const { ok, served, rolledBack, text } = await carryOut(plan(everything), FIRST.at(-1) ?? null, before)
    expect(ok).toBe(false)
    expect(served).toEqual(['gateway gateway-1', 'insights insights-1', 'payments payments-1'])
    expect(rolledBack).toEqual(['gateway', 'insights', 'payments'])
    expect(text).toContain('search: stays as it is, there is no version before')
    expect(text).toContain('Migrations are not undone')
  })

  test('touches no Worker that this run did not deploy', async () => {
    const { served } = await carryOut(plan(everything, { only: ['payments'] }), FIRST.at(-1) ?? null, before)
    expect(served).toEqual(['payments payments-1'])
  })

  test('has nothing to go back to after a first deploy', async () => {
    const { served, done } = await carryOut(plan(NOTHING), FIRST.at(-1) ?? null)
    expect(served).toEqual([])
    expect(titles(done)).toEqual(FIRST.slice(0, -1))
  })

  test('undoes nothing when no gateway could be asked', async () => {
    const unreachable = new UnreachableError('no certificate')
    const { ok, served, rolledBack, text } = await carryOut(plan(everything), FIRST.at(-1) ?? null, before, unreachable)
    expect([ok, served, rolledBack]).toEqual([false, [], []])
    expect(text).toContain('no certificate')
    expect(text).toContain('Everything is deployed and stays: nothing was rolled back.')
    expect(text).not.toContain('Not done')
  })

  test('goes on with the others when one can not go back', async () => {
    const gone = new Map([...before, ['gatehouse-insights-staging', version('gone')]] as const)
    const { served, text } = await carryOut(plan(everything), FIRST.at(-1) ?? null, gone)
    expect(served).toEqual(['gateway gateway-1', 'payments payments-1'])
    expect(text).toContain("insights: can't be rolled back; it still serves the new version")
  })
})

describe('--only', () => {
  test('deploys what it names, in the order of the bindings', () => {
    const steps = titles(plan(everything, { only: ['gateway', 'insights', 'payments'], doctor: false }))
    expect(steps).toEqual([FIRST[4], FIRST[5], FIRST[9], FIRST[10], FIRST[11]])
  })

  test.each<readonly [string, Present, string[], string]>([
    [
      'a folder that does not exist',
      everything,
      ['payment'],
      'there is no "payment": --only takes gateway, payments, search, insights',
    ],
    ['some of a system that is not there', NOTHING, ['payments'], 'deploy everything once, without --only'],
    [
      'a gateway that would be bound to nothing',
      {
        ...everything,
        workers: new Set(['gatehouse-staging', 'gatehouse-payments-staging', 'gatehouse-insights-staging']),
      },
      ['gateway'],
      'add --only search',
    ],
  ])('is refused for %s', (_title, present, only, message) => {
    expect(() => plan(present, { only })).toThrow(message)
  })
})

test('the smoke test and the doctor can be left out', () => {
  expect(titles(plan(everything, { doctor: false, smoke: false }))).toEqual(LATER.slice(1, -1))
})

test('a namespace that has an id in wrangler.toml is not made', () => {
  const gateway: Target = { ...targets.gateway, namespaces: [] }
  const steps = planDeploy({ ...targets, gateway }, NOTHING, ALL)
  expect(steps.filter(({ kind }) => kind === 'namespace')).toEqual([])
})
