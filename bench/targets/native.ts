// The targets that are processes of their own: pairs on Node, and HAProxy.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ANSWER } from '../answer.ts'
import type { Target } from '../measure/sample.ts'
import { freePort, startServer } from '../../tools/workerd/server.ts'
import { AUDIENCE } from '../tenant/credentials.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** A pair on Node: gateway and service, each a process. @param name of the file under peers */
export function nodePair(name: string, title: string, { issuer }: Tenant): Target {
  const script = fileURLToPath(new URL(`../peers/${name}.ts`, import.meta.url))
  const start = async (more: Readonly<Record<string, string>>) => {
    const port = await freePort()
    const env = { NODE_ENV: 'production', PORT: String(port), ISSUER: issuer, AUDIENCE, ...more }
    return await startServer({ command: process.execPath, args: [script], port, env })
  }
  return {
    name,
    title,
    guarded: true,
    start: async () => {
      const service = await start({})
      return [await start({ SERVICE_URL: `http://127.0.0.1:${service.port}` }), service]
    },
  }
}

/** HAProxy with both checks, or `null` where it is not installed. @param folder where its answer goes */
export function haproxy(folder: string, { issuer, publicKeyFile }: Tenant): Target | null {
  if (spawnSync('haproxy', ['-v']).error !== undefined) return null
  const answerFile = join(folder, 'answer.json')
  writeFileSync(answerFile, JSON.stringify(ANSWER))
  const configuration = fileURLToPath(new URL('../peers/haproxy.cfg', import.meta.url))
  return {
    name: 'haproxy',
    title: 'HAProxy `jwt_verify`',
    guarded: true,
    start: async () => {
      const [port, servicePort] = [await freePort(), await freePort()]
      const env = {
        PORT: String(port),
        SERVICE_PORT: String(servicePort),
        ISSUER: issuer,
        AUDIENCE,
        PUBLIC_KEY_FILE: publicKeyFile,
        ANSWER_FILE: answerFile,
      }
      return [await startServer({ command: 'haproxy', args: ['-db', '-f', configuration], port, env })]
    },
  }
}
