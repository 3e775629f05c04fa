// Checks whether a port of this machine is taken, and finds the process.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'

const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1']
/** State of a socket in /proc/net/tcp. */
const LISTENING = '0A'

/** Describes the process that listens on a port; `null` when the port is free. */
export async function listenerOn(port: number): Promise<string | null> {
  for (const address of LOOPBACK_ADDRESSES) {
    if (await isTaken(port, address)) return processOn(port) ?? 'another program'
  }
  return null
}

async function isTaken(port: number, address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  // A machine without IPv6 has no such address, and nothing listens there.
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
  server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(false)))
  return await promise
}

function processOn(port: number): string | null {
  try {
    return process.platform === 'linux' ? linuxProcessOn(port) : otherProcessOn(port)
  } catch {
    return null
  }
}

// proc(5): the tenth field of a socket's line is its inode, and each process has its sockets among its files.
function linuxProcessOn(port: number): string | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readOrNothing(() => readFileSync(file, 'utf8').split('\n'), []).flatMap((line) => {
      const fields = line.trim().split(/\s+/)
      return (fields[1] ?? '').endsWith(suffix) && fields[3] === LISTENING ? [`socket:[${fields[9]}]`] : []
    }),
  )
  const owner = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) =>
      readOrNothing(() => readdirSync(`/proc/${pid}/fd`), []).some((file) =>
        inodes.includes(readOrNothing(() => readlinkSync(`/proc/${pid}/fd/${file}`), '')),
      ),
    )
  if (owner === undefined) return null
  const name = readFileSync(`/proc/${owner}/comm`, 'utf8').trim()
  const folder = readOrNothing(() => readlinkSync(`/proc/${owner}/cwd`), '')
  return `${name} (process ${owner}${folder === '' ? '' : `, in ${folder}`})`
}

function otherProcessOn(port: number): string | null {
  const output = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' })
  const pid = /^p(\d+)$/m.exec(output)?.[1]
  return pid === undefined ? null : `${/^c(.+)$/m.exec(output)?.[1] ?? 'a program'} (process ${pid})`
}

// A process may end while it is looked at, and those of other people can't be looked into.
function readOrNothing<Value>(read: () => Value, nothing: Value): Value {
  try {
    return read()
  } catch {
    return nothing
  }
}
