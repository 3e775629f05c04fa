// What a command says to its caller in place of a stack.
import { ContractError } from '../contracts/contract-error.ts'
import { ConfigError } from '../project/config-error.ts'

/** Something that the caller of a command can put right. Its message says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** Options or arguments that do not go together: how the command is used is printed too. */
export class UsageError extends CommandError {}

/** Whether an error is something that the caller can put right: its message is all that is printed of it. */
export function isForPeople(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ContractError || error instanceof ConfigError
}
