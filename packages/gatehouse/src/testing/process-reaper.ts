// Ends the processes that a run of the tests has left behind, however the run ended. It is a separate process: it waits for the end of
// its standard input, which the run holds open, and ends every process that has the run's mark in its environment.
//
//   node packages/gatehouse/src/testing/process-reaper.ts NAME=VALUE
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { argv, exit, pid as own, platform, stdin } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const ROUNDS_MAX = 50
/** Rounds in a row without any process: one that was just being started has come up by then. */
const EMPTY_ROUNDS = 3
const ROUND_MILLIS = 100

const [, , mark = ''] = argv
if (!/^\w+=./.test(mark)) throw new TypeError('usage: node packages/gatehouse/src/testing/process-reaper.ts NAME=VALUE')

stdin.resume()
stdin.on('close', () => void reap())

async function reap(): Promise<never> {
  let empty = 0
  for (let round = 0; round < ROUNDS_MAX && empty < EMPTY_ROUNDS; round++) {
    const left = markedProcesses()
    empty = left.length === 0 ? empty + 1 : 0
    for (const pid of left) end(pid)
    await sleep(ROUND_MILLIS)
  }
  exit(0)
}

function markedProcesses(): number[] {
  const pids = platform === 'linux' ? linuxProcesses() : otherProcesses()
  return pids.filter((pid) => pid !== own)
}

// proc(5): the environment that a process was started with, each variable followed by NUL.
function linuxProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).split('\0').includes(mark))
    .map(Number)
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    // It has ended, or belongs to another user.
    return ''
  }
}

function otherProcesses(): number[] {
  const lines = execFileSync('ps', ['-axEwwo', 'pid=,command='], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(mark)).map((line) => Number.parseInt(line, 10))
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
