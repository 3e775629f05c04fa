// The targets that are processes of their own: pairs on Node, and HAProxy.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ANSWER } from '../answer.ts'
import type { Target } from '../measure/sample.ts'
import { freePort, startServer } from '../../tools/workerd/server.ts'
import type { Launch, Launcher } from '../../tools/workerd/workerd.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'

// An emulator looks for no command on the PATH.
const HAPROXY = '/usr/sbin/haproxy'

/** A pair on Node: gateway and service, each a process. @param name of the file under peers */
export function nodePair(name: string, title: string, { issuer }: Tenant): Target {
  const script = fileURLToPath(new URL(`../peers/${name}.ts`, import.meta.url))
  const start = async (more: Readonly<Record<string, string>>, { v8Flags = [], launcher }: Launch) => {
    const port = await freePort()
    const env = { NODE_ENV: 'production', PORT: String(port), ISSUER: issuer, AUDIENCE, ...more }
    return await startServer({ ...launched([process.execPath, ...v8Flags, script], launcher), port, env })
  }
  return {
    name,
    title,
    guarded: true,
    start: async (launch = {}) => {
      const service = await start({}, launch)
      return [await start({ SERVICE_URL: `http://127.0.0.1:${service.port}` }, launch), service]
    },
  }
}

/** HAProxy with both checks, or `null` where it is not installed. @param folder where its answer goes */
export function haproxy(folder: string, { issuer, publicKeyFile }: Tenant): Target | null {
  if (spawnSync(HAPROXY, ['-v']).error !== undefined) return null
  const answerFile = join(folder, 'answer.json')
  writeFileSync(answerFile, JSON.stringify(ANSWER))
  const configuration = fileURLToPath(new URL('../peers/haproxy.cfg', import.meta.url))
  return {
    name: 'haproxy',
    title: 'HAProxy `jwt_verify`',
    guarded: true,
    start: async ({ launcher } = {}) => {
      const [port, servicePort] = [await freePort(), await freePort()]
      const env = {
        PORT: String(port),
        SERVICE_PORT: String(servicePort),
        ISSUER: issuer,
        AUDIENCE,
        PUBLIC_KEY_FILE: publicKeyFile,
        ANSWER_FILE: answerFile,
      }
      return [await startServer({ ...launched([HAPROXY, '-db', '-f', configuration], launcher), port, env })]
    },
  }
}

function launched(command: readonly [string, ...string[]], launcher: Launcher | undefined) {
  const [first, ...args]: readonly [string, ...string[]] = launcher === undefined ? command : [...launcher, ...command]
  return { command: first, args }
}
