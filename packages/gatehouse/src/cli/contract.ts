// Prints the OpenAPI document of a contract by itself: what a gateway in another repository takes a domain by.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadContract } from '../contracts/load.ts'
import { documentOfContract } from '../contracts/own-document.ts'
import { CommandError } from './command-error.ts'

/** Prints it. @param file the module of the contract. @throws CommandError when there is none, ContractError for what is wrong with it */
export async function printContract(file: string): Promise<void> {
  const path = resolve(file)
  if (!existsSync(path)) throw new CommandError(`${file} does not exist: name the module of the contract`)
  console.log(JSON.stringify(documentOfContract(await loadContract(path, file)), null, 2))
}
