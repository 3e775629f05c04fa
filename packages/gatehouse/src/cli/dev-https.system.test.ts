// `npm run dev -- --tenant-https` in a copy of the project: the gateway and this test trust the tenant's certificate.
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { copyProject } from '../testing/project-copy.ts'
import { startDev } from '../testing/running-dev.ts'
import { MANY_COMMANDS_MILLIS } from '../testing/slow-machine.ts'

// By requests of its own that follow redirects: what this process trusts otherwise is left as it is.
function textOf(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { ca }, (answer) => {
      const { location } = answer.headers
      resolve(location === undefined ? text(answer) : textOf(new URL(location, url).href, ca))
      if (location !== undefined) answer.resume()
    }).on('error', reject)
  })
}

test(
  'people log in at a tenant that speaks https, and the command says how to trust its certificate',
  async () => {
    const project = copyProject([])
    const [port, tenantPort] = [await freePort(), await freePort()]
    const ports = ['--port', String(port), '--tenant-port', String(tenantPort)]
    const dev = await startDev(project, ...ports, '--tenant-https')
    const output = dev.output()
    try {
      expect(output).toContain(`Local tenant   https://localhost:${tenantPort}`)
      const path = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(output)?.[1] ?? ''
      const login = await fetch(`http://localhost:${port}/auth/login?returnTo=/docs`, { redirect: 'manual' })
      const authorize = login.headers.get('location') ?? ''
      expect(authorize).toMatch(new RegExp(`^https://localhost:${tenantPort}/authorize\\?`))
      expect(await textOf(authorize, readFileSync(path, 'utf8'))).toContain('Remy Reader')
    } finally {
      await dev.stop()
      project.remove()
    }
  },
  MANY_COMMANDS_MILLIS,
)
