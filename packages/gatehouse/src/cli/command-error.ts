// Defines the errors that a command prints without a stack.
import { ContractError } from '../contracts/contract-error.ts'
import { ConfigError } from '../project/config-error.ts'

/** Something that the caller of a command can put right. Its message says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** The exit code of the command. */
  readonly exitStatus: number = 1
}

/** Options or arguments that do not go together: how the command is used is printed too. */
export class UsageError extends CommandError {}

/** Returns whether the caller can correct an error: then only its message is printed. */
export function isForPeople(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ContractError || error instanceof ConfigError
}
