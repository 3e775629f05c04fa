// The command as people and shells meet it: help, exit codes, what machines read, completion.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMAND } from '../testing/project-copy.ts'

const COMMANDS = [
  ['dev'],
  ['build'],
  ['contracts'],
  ['contract'],
  ['types'],
  ['check'],
  ['new'],
  ['remove'],
  ['token'],
  ['doctor'],
  ['deploy'],
  ['tenant', 'serve'],
  ['tenant', 'plan'],
  ['api', 'diff'],
  ['completion'],
]

function gatehouse(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('help names every command with what it does', () => {
  const { status, stdout } = gatehouse('--help')
  expect(status).toBe(0)
  for (const [name] of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name}[ |].*\\w`, 'm'))
})

test.each(COMMANDS)('gatehouse %s %s --help says how it is used, and ends with 0', (...args) => {
  const names = args.filter((name) => name !== undefined)
  const { status, stdout } = gatehouse(...names, '--help')
  expect(status).toBe(0)
  expect(stdout).toMatch(new RegExp(`^Usage: gatehouse ${names.join(' ')} `))
})

test.each([
  ['a command that there is not', ['serve'], "unknown command 'serve'"],
  ['an option that there is not', ['dev', '--prot', '7060'], '(Did you mean --port?)'],
  ['a missing argument', ['new'], "missing required argument 'name'"],
  ['an argument too many', ['remove', 'search', 'payments'], 'too many arguments'],
  ['a user that the local tenant does not have', ['token', '--user', 'root'], 'it has admin, reader, nobody'],
  ['a port that is none', ['dev', '--port', 'x'], '--port takes a number from 1 to 65535, not "x"'],
  ['a shell that there is no completion for', ['completion', 'csh'], 'there is no completion for "csh"'],
])('%s ends with 1, and standard error says so', (_title, args, sentence) => {
  const { status, stdout, stderr } = gatehouse(...args)
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain(sentence)
  expect(stderr).not.toContain('    at ')
})

test.each([
  ['check', '--json'],
  ['api', 'diff', 'HEAD', '--json'],
])('gatehouse %s %s %s %s prints one JSON array on standard output', (...args) => {
  const { stdout } = gatehouse(...args)
  expect(JSON.parse(stdout)).toBeInstanceOf(Array)
})

describe('what Node compiles', () => {
  const CACHE = 'node_modules/.cache/gatehouse'
  // Prints what the programs that it starts find in their environment.
  const printing = "data:text/javascript,process.on('exit',()=>console.log(process.env.NODE_COMPILE_CACHE))"

  test.each([
    ['is kept for the next command, and for the programs that it starts', 'node_modules', {}, CACHE],
    ['is not kept where Node must not', 'node_modules', { NODE_DISABLE_COMPILE_CACHE: '1' }, null],
    ['is not kept where no packages are', 'src', {}, null],
  ])('%s', (_title, present, variables, kept) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-compiled-')))
    const { NODE_COMPILE_CACHE: _, ...env } = process.env
    const options = { cwd: folder, encoding: 'utf8', env: { ...env, ...variables, TMPDIR: folder } } as const
    try {
      mkdirSync(join(folder, present))
      const { stdout } = spawnSync(process.execPath, ['--import', printing, COMMAND, '--help'], options)
      expect(readdirSync(folder)).toEqual([present])
      expect(existsSync(join(folder, CACHE))).toBe(kept !== null)
      expect(stdout.trim().split('\n').at(-1)).toBe(kept === null ? 'undefined' : join(folder, kept))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('completion in bash', () => {
  test.each([
    ['d', ['dev', 'doctor', 'deploy']],
    ['tenant ', ['serve', 'plan', 'apply', '--help']],
    ['tenant plan --te', ['--terraform']],
    ['new invoices --o', ['--origin']],
    ['dev --tenant-port 7061 --tenant-h', ['--tenant-https']],
  ])('of "gatehouse %s" gives what can follow', (line, words) => {
    const typed = ['gatehouse', ...line.split(' ')]
    const program = `
      ${gatehouse('completion', 'bash').stdout}
      COMP_WORDS=(${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${typed.length - 1}
      _gatehouse; printf '%s\\n' "\${COMPREPLY[@]}"`
    const output = execFileSync('bash', ['-c', program], { encoding: 'utf8' })
    expect(output.trim().split('\n').toSorted()).toEqual(words.toSorted())
  })

  test('is also there for zsh, by its emulation, and for fish', () => {
    expect(gatehouse('completion', 'zsh').stdout).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n/)
    expect(gatehouse('completion', 'fish').stdout).toContain(
      "complete -c gatehouse -f -n '__fish_seen_subcommand_from plan' -l terraform",
    )
  })
})
