// Brings the document of a service up to date: fetches it, writes it, shows which operations changed, and marks those that have no access.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gapLine } from '../contracts/access-gaps.ts'
import type { Contract } from '../contracts/contract.ts'
import { fetchDocument } from '../contracts/documents/fetch-document.ts'
import { diffOperations } from '../contracts/documents/operation-diff.ts'
import { withOperationLines } from '../contracts/documents/settings-lines.ts'
import { stableText } from '../contracts/documents/stable-order.ts'
import { writeIfChanged } from '../contracts/files.ts'
import { loadDocument, readServiceSettings } from '../contracts/load.ts'
import { CommandError } from './command-error.ts'

/**
 * Imports the document of a service of the project in the working directory.
 *
 * @param from an address or a file; otherwise the `from` of its settings
 * @throws CommandError when there is no such service or no address, ContractError for what is wrong with the document
 */
export async function importDocument(name: string, from?: string): Promise<void> {
  const folder = join('origins', name)
  if (!existsSync(join(folder, 'service.ts')))
    throw new CommandError(
      `${folder}/service.ts is missing: \`gatehouse new ${name} --origin https://${name}.example.com --document <address>\` adds the service`,
    )
  const other = ['openapi.yaml', 'openapi.yml'].find((file) => existsSync(join(folder, file)))
  if (other !== undefined)
    throw new CommandError(`${folder}/${other} is there: remove it, because import writes ${folder}/openapi.json`)
  const address = from ?? (await readServiceSettings('.', name)).from
  if (address === undefined)
    throw new CommandError(
      `${folder}/service.ts names no address: add "from" to it, or name the address: gatehouse import ${name} <address>`,
    )
  const file = join(folder, 'openapi.json')
  const document = await fetchDocument(address)
  const changes = diffOperations(await readBefore(file), document)
  await writeIfChanged(file, stableText(document))
  console.log(changes.length === 0 ? `${file}: no operation has changed` : `${file}:\n${changes.join('\n')}`)
  await markGaps(name)
}

/** Adds a line to the settings of a service for each operation without an access. @throws ContractError for what is wrong with the document */
export async function markGaps(name: string): Promise<void> {
  const settings = join('origins', name, 'service.ts')
  const lines = missingLines(await loadDocument('.', name))
  if (lines.length === 0) return
  const text = withOperationLines(await readFile(resolve(settings), 'utf8'), lines)
  const what = `${lines.length === 1 ? 'one operation that has' : `${lines.length} operations that have`} no access`
  if (text === null) {
    console.log(`add to "operations" in ${settings}, for ${what}, with a policy in place of null:\n${lines.join('\n')}`)
    return
  }
  await writeFile(resolve(settings), text)
  console.log(
    `${settings}: added a line for ${what}. Write a policy in place of each null; \`gatehouse check\` fails until then`,
  )
}

function missingLines({ gaps = [] }: Contract): string[] {
  return gaps.filter(({ isMarked }) => !isMarked).map(gapLine)
}

async function readBefore(file: string): Promise<unknown> {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
