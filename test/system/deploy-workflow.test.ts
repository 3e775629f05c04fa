// The workflow that deploys on a tag, and the environments in every wrangler.toml.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkEnvironments, type ConfigFile, readConfigFiles } from '../../scripts/contracts/environment-wiring.ts'
import { MARKER, strayLines, withEnvironments } from '../../scripts/deploy/environment-tables.ts'
import { ENVIRONMENTS } from '../../scripts/deploy/environments.ts'
import { NOT_INHERITED } from '../../scripts/deploy/not-inherited.ts'
import { domainFolders } from '../../scripts/workers.ts'

function limitsOf(files: readonly ConfigFile[], environment: string): string[] {
  return files.flatMap(({ config }) => {
    const table = (config['env'] as Record<string, { ratelimits?: { namespace_id: string }[] }>)[environment]
    return (table?.ratelimits ?? []).map(({ namespace_id }) => namespace_id)
  })
}

describe('the workflow', () => {
  const workflow = readFileSync('.github/workflows/deploy.yml', 'utf8')
  const ci = readFileSync('.github/workflows/ci.yml', 'utf8')

  test('deploys a tag by the same command as everybody, after the checks', () => {
    expect(workflow).toContain("tags: ['v*']")
    expect(workflow).toMatch(/npm ci[\s\S]*npm run check[\s\S]*npm run deploy -- --env "\$DEPLOY_TO"/)
    expect(workflow).not.toMatch(/branches:|pull_request/)
  })

  test('goes to every environment that there is, one deploy at a time', () => {
    expect(workflow).toContain(`options: [${ENVIRONMENTS.join(', ')}]`)
    expect(workflow).toContain('cancel-in-progress: false')
  })

  test('names no Worker, so that none can be forgotten', () => {
    for (const folder of domainFolders()) expect(workflow).not.toContain(folder)
  })

  test('gives its secrets to the step that needs them, and puts none into a command', () => {
    const [, script = ''] = workflow.split('        run: |\n')
    expect(script).not.toContain('${{')
    expect(workflow.match(/\$\{\{ secrets\.\w+ \}\}/g)).toHaveLength(3)
    expect(workflow).toContain('permissions:\n  contents: read')
  })

  test('uses the actions that CI uses', () => {
    const actions = workflow.match(/uses: .*/g) ?? []
    expect(actions).toHaveLength(2)
    for (const action of actions) expect(ci).toContain(action)
  })
})

describe('the environments of a wrangler.toml', () => {
  const files = readConfigFiles()
  const payments = files.find(({ path }) => path === 'workers/payments/wrangler.toml')
  if (payments === undefined) throw new Error('there is no workers/payments')
  const { config, text } = payments
  const env = config['env'] as Record<string, object>
  const changed = (staging: object) => [
    { ...payments, config: { ...config, env: { ...env, staging: { ...env['staging'], ...staging } } } },
  ]

  test('are all as they must be', () => {
    expect(checkEnvironments(files)).toEqual([])
  })

  test.each([
    ['another name', changed({ name: 'payments' }), '[env.staging] must have name = "gatehouse-payments-staging"'],
    ['no environment', [{ ...payments, config: { ...config, env: {} } }], '[env.production] must have name'],
    ['routes on a domain', changed({ routes: ['x.example.com/*'] }), 'a domain is reached through the gateway only'],
    ['workers_dev on a domain', changed({ workers_dev: true }), 'a domain is reached through the gateway only'],
    [
      'other bindings',
      [{ ...payments, text: text.replace('"gatehouse-staging"', '"gatehouse"') }],
      'run `npm run environments`',
    ],
    [
      'a binding that is new at the top',
      [{ ...payments, config: { ...config, r2_buckets: [{ binding: 'FILES', bucket_name: 'files' }] } }],
      'run `npm run environments`',
    ],
    [
      'a kind of binding that is not written there',
      [{ ...payments, config: { ...config, queues: { producers: [{ binding: 'JOBS', queue: 'jobs' }] } } }],
      '[env.production] lacks queues, which stands at the top and is not inherited: add it there by hand',
    ],
    [
      'something of somebody’s own where they are written',
      [{ ...payments, text: `${text}\n[env.production.vars]\nLEDGER_URL = "https://x"\n` }],
      '([env.production.vars]) would be lost: move it above the line "# The bindings above',
    ],
  ])('with %s are told with what to do about it', (_title, broken, sentence) => {
    expect(checkEnvironments(broken).join('\n')).toContain(`workers/payments/wrangler.toml: `)
    expect(checkEnvironments(broken).join('\n')).toContain(sentence)
  })

  test('are written for a new Worker, and written again change nothing', () => {
    const top = {
      name: 'gatehouse-new',
      kv_namespaces: [{ binding: 'CACHE', id: 'top' }],
      r2_buckets: [{ binding: 'FILES', bucket_name: 'files' }],
    }
    const written = withEnvironments('name = "gatehouse-new"\n', top)
    expect(written).toBe(`name = "gatehouse-new"

[env.staging]
name = "gatehouse-new-staging"

[env.production]
name = "gatehouse-new"

${MARKER}
[[env.staging.kv_namespaces]]
binding = "CACHE"

[[env.staging.r2_buckets]]
binding = "FILES"
bucket_name = "files-staging"

[[env.production.kv_namespaces]]
binding = "CACHE"

[[env.production.r2_buckets]]
binding = "FILES"
bucket_name = "files"
`)
    expect(withEnvironments(written, top)).toBe(written)
  })

  test.each([
    ['variables', '[env.production.vars]\nLEDGER_URL = "https://ledger.example.com"', 2],
    ['a comment', '# why it is so', 1],
    ['a comment behind a field', 'id = "made" # by hand', 1],
    ['a kind of binding that is not written', '[[env.production.queues.producers]]\nbinding = "JOBS"', 2],
    ['an environment that nobody knows', '[[env.preview.services]]\nbinding = "AUTH"', 2],
    ['a table at the top', '[limits]\ncpu_ms = 50', 2],
    ['a list of several lines', 'x = [\n  "a",\n]', 2],
  ])('are not written over %s', (_title, own, lines) => {
    const broken = `${text}${own}\n`
    expect(strayLines(broken)).toHaveLength(lines)
    expect(() => withEnvironments(broken, config)).toThrow('would be lost')
    // Above the marker it stays as it is.
    const [head = '', tail = ''] = text.split(MARKER)
    expect(strayLines(`${head}${own}\n\n${MARKER}${tail}`)).toEqual([])
  })

  test('lose nothing of what was written there once: a binding that is no longer at the top is no stray', () => {
    for (const file of files) expect(strayLines(file.text)).toEqual([])
    const before = withEnvironments('', {
      name: 'g',
      ratelimits: [{ name: 'A "b" # c', namespace_id: '1', simple: { limit: 1 } }],
    })
    expect(strayLines(before)).toEqual([])
    expect(withEnvironments(before, { name: 'g' })).not.toContain('ratelimits')
  })

  test('have for themselves all that wrangler lets none inherit', () => {
    const schema = JSON.parse(readFileSync('node_modules/wrangler/config-schema.json', 'utf8')) as {
      definitions: { RawEnvironment: { properties: Record<string, { description?: string }> } }
    }
    const said = Object.entries(schema.definitions.RawEnvironment.properties)
      .filter(([, { description = '' }]) => /not automatically inherited|in each named environment/.test(description))
      .map(([key]) => key)
    expect(said.filter((key) => !NOT_INHERITED.includes(key))).toEqual([])
    expect(said.length).toBeGreaterThan(30)
  })

  test('keep the ids of what was made for them', () => {
    const top = {
      name: 'g',
      kv_namespaces: [{ binding: 'KEYS' }],
      env: { staging: { kv_namespaces: [{ binding: 'KEYS', id: 'made' }] } },
    }
    expect(withEnvironments('', top)).toContain('[[env.staging.kv_namespaces]]\nbinding = "KEYS"\nid = "made"\n')
  })

  test('count calls by themselves', () => {
    const ids = ENVIRONMENTS.flatMap((environment) => limitsOf(files, environment))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
