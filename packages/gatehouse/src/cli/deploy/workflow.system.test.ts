// The workflow that deploys on a tag.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readEnvironments } from '../../project/config-files.ts'
import { domainNames } from '../../project/workers.ts'
import { inRepository, REPOSITORY } from '../../../test/folders.ts'

describe('the workflow', () => {
  const workflow = readFileSync(inRepository('.github/workflows/deploy.yml'), 'utf8')
  const ci = readFileSync(inRepository('.github/workflows/ci.yml'), 'utf8')

  test('deploys a tag by the same command as a developer, after the checks', () => {
    expect(workflow).toContain("tags: ['v*']")
    expect(workflow).toMatch(/npm ci[\s\S]*npm run check[\s\S]*npm run deploy -- --env "\$DEPLOY_TO"/)
    expect(workflow).not.toMatch(/branches:|pull_request/)
  })

  test('goes to every environment that there is, one deploy at a time', () => {
    expect(workflow).toContain(`options: [${readEnvironments(REPOSITORY).join(', ')}]`)
    expect(workflow).toContain('cancel-in-progress: false')
  })

  test('names no Worker, so that none can be forgotten', () => {
    for (const folder of domainNames(REPOSITORY)) expect(workflow).not.toContain(folder)
  })

  test('gives its secrets to the step that needs them, and puts none into a command', () => {
    const [, script = ''] = workflow.split('        run: |\n')
    expect(script).not.toContain('${{')
    expect(workflow.match(/\$\{\{ secrets\.\w+ \}\}/g)).toHaveLength(3)
    expect(workflow).toContain('permissions:\n  contents: read')
  })

  test('uses the actions that CI uses, each by its commit', () => {
    const actions = workflow.match(/uses: .*/g) ?? []
    expect(actions).toHaveLength(2)
    expect(ci.match(/uses: .*/g)).toEqual(actions)
    for (const action of actions) expect(action).toMatch(/^uses: actions\/[a-z-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('installs as CI does, with an npm that runs the install scripts of named packages only', () => {
    expect(readFileSync(inRepository('.npmrc'), 'utf8')).toMatch(/^strict-allow-scripts=true$/m)
    for (const text of [workflow, ci]) {
      const [, major, minor] = /npm install --global npm@(\d+)\.(\d+)\.\d+\n/.exec(text) ?? []
      // The first release that knows the setting.
      expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(1116)
    }
  })
})
