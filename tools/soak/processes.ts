// The workerd processes below this one.
import { readdirSync, readFileSync } from 'node:fs'

/** Their ids. */
export function workerdPids(): number[] {
  return descendantsOf(process.pid).filter((pid) => /^Name:\s*workerd$/m.test(readText(`/proc/${pid}/status`)))
}

/** What all of them hold in memory, in MiB; no number when that can't be read. */
export function workerdMebibytes(): number {
  const kibibytes = workerdPids().map((pid) =>
    Number(/^VmRSS:\s*(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? Number.NaN),
  )
  return kibibytes.reduce((sum, each) => sum + each, 0) / 1024
}

function descendantsOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readText(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  )
  return children.flatMap((child) => [child, ...descendantsOf(child)])
}

// A process may end while it is looked at.
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
