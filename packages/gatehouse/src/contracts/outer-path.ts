// Checks the paths that a service's operations have at the gateway, with the prefix of the service.
import type { ServiceSettings } from '../gateway/handler.ts'
import { ContractError } from './contract-error.ts'
import type { Where } from './document-source.ts'
import { PathError, readPath } from './path-template.ts'
import { isPageOfGateway, reservedFolderOf } from './reserved-paths.ts'

/** Checks the path of an operation at the gateway. @throws ContractError for one that can't be matched, or that hides a page of the gateway */
export function checkOuterPath(
  outer: string,
  multiSegment: readonly string[],
  where: Where,
  { name, settings }: { readonly name: string; readonly settings: ServiceSettings },
): void {
  try {
    readPath(outer, multiSegment)
  } catch (cause) {
    if (!(cause instanceof PathError)) throw cause
    throw new ContractError(
      `${where.toString()} ${cause.message}. Correct it, or leave the operation out with { hidden: true }`,
      {
        cause,
      },
    )
  }
  const folder = reservedFolderOf(outer) ?? (isPageOfGateway(outer) ? outer : undefined)
  if (folder === undefined) return
  const prefix =
    settings.prefix === undefined ? `set "prefix" in service.ts, such as "/${name}"` : 'set another "prefix"'
  throw new ContractError(`${where.toString()} would be at ${outer}, which is the gateway's own: ${prefix}`)
}
