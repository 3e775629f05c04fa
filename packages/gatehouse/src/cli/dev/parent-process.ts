// Finds the process that has started this one, past the shell between them.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { platform, ppid } from 'node:process'

const SHELLS = /^(?:sh|bash|dash|zsh|ksh|busybox|cmd)(?:\.exe)?$/i

/** A process, by what it runs. */
interface ProcessEntry {
  readonly name: string
  readonly parent: number
}

/** The number of the process that has asked a shell to run this one. */
export function callerOf(): number {
  const parent = describeProcess(ppid)
  return parent !== null && SHELLS.test(parent.name) ? parent.parent : ppid
}

/** Returns whether a process is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function describeProcess(pid: number): ProcessEntry | null {
  try {
    if (existsSync(`/proc/${pid}/stat`)) return fromProc(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return platform === 'win32' ? fromWindows(pid) : fromPs(pid)
  } catch {
    return null
  }
}

// proc(5): `pid (name) state ppid …`; the name may hold anything.
function fromProc(stat: string): ProcessEntry {
  const end = stat.lastIndexOf(')')
  return { name: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) }
}

function fromPs(pid: number): ProcessEntry {
  const [parent, ...name] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
  return { name: basename(name.join(' ')), parent: Number(parent) }
}

function fromWindows(pid: number): ProcessEntry {
  const query = `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; "$($p.ParentProcessId) $($p.Name)"`
  const [parent, name = ''] = execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' })
    .trim()
    .split(' ')
  return { name, parent: Number(parent) }
}
