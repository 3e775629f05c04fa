// Scripts that complete the command in a shell. The words are those that the command itself knows.
import type { Command } from 'commander'
import { CommandError } from './command-error.ts'

/** The shells that there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** The script for a shell. @throws CommandError for a shell that there is none for */
export function completionOf(program: Command, shell: string): string {
  const words = wordsOf(program)
  const cases = [...words].map(([path, names]) => `    "${path}") words="${names.join(' ')}" ;;`).join('\n')
  // Arguments and the values of options are no part of it.
  const known = [...words.keys()]
    .filter((path) => path !== '')
    .map((path) => `"${path}"`)
    .join('|')
  const name = program.name()
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_${name}() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${known}) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _${name} ${name}`
    case 'fish':
      return [...words]
        .flatMap(([path, names]) =>
          names.map((word) => {
            const condition =
              path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`
            const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
            return `complete -c ${name} -f -n '${condition}' ${what}`
          }),
        )
        .join('\n')
    default:
      throw new CommandError(`there is no completion for "${shell}": use one of ${SHELLS.join(', ')}`)
  }
}

// The possible words after each subcommand: its own subcommands and its options.
function wordsOf(command: Command, path = ''): Map<string, string[]> {
  const names = [
    ...command.commands.map((sub) => sub.name()),
    ...command.options.flatMap(({ long }) => long ?? []),
    '--help',
  ]
  const below = command.commands.flatMap((sub) => [...wordsOf(sub, path === '' ? sub.name() : `${path} ${sub.name()}`)])
  return new Map([[path, names], ...below])
}
