// Compares two OpenAPI documents, 3.0 or 3.1, and decides whether an existing client still works. Pure.
import { upgradeDocument } from '../../contracts/upgrade.ts'
import { stillEnough, stillLetsIn } from './access.ts'
import { compareRequestBody, compareResponses } from './bodies.ts'
import type { Found } from './effect.ts'
import { at, entriesOf, type Json, textOf } from './json.ts'
import { compareParameters, type PlacedOperation } from './parameters.ts'
import { resolve } from './references.ts'

/** One change. */
export interface Change {
  readonly breaking: boolean
  /** `GET /payments`. */
  readonly where: string
  readonly what: string
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']

/** The changes from one document to the next, operation by operation. @throws Error for a version other than 3.0 and 3.1 */
export function changesBetween(before: Json, after: Json): Change[] {
  const [old, present] = [operationsOf(before, 'the old document'), operationsOf(after, 'the new document')]
  const changes: Change[] = []
  for (const [where, operation] of old) {
    const successor = present.get(where)
    if (successor === undefined) changes.push({ breaking: true, where, what: 'the operation is gone' })
    else {
      const said = new Set<string>()
      for (const [breaking, what] of compare(operation, successor)) {
        // The same change may show in several alternatives of a schema.
        if (!said.has(`${breaking} ${what}`)) changes.push({ breaking, where, what })
        said.add(`${breaking} ${what}`)
      }
    }
  }
  for (const where of present.keys()) {
    if (!old.has(where)) changes.push({ breaking: false, where, what: 'a new operation' })
  }
  return changes
}

function operationsOf(written: Json, name: string): Map<string, PlacedOperation> {
  const document: Json = upgradeDocument(written, name)
  const operations = new Map<string, PlacedOperation>()
  for (const [path, given] of entriesOf(at(document, 'paths'))) {
    const item = resolve([given, document])
    for (const method of METHODS) {
      const operation = at(item, method)
      if (operation === undefined) continue
      operations.set(`${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`, {
        path,
        item,
        operation,
        document,
      })
    }
  }
  return operations
}

function compare(old: PlacedOperation, present: PlacedOperation): Found[] {
  const { operation, document: before } = old
  const { operation: successor, document: after } = present
  const part = (name: string) =>
    [[at(operation, name), before] as const, [at(successor, name), after] as const] as const
  return [
    ...compareNames(operation, successor),
    ...compareAccess(old, present),
    ...compareParameters(old, present),
    ...compareRequestBody(...part('requestBody')),
    ...compareResponses(...part('responses')),
  ]
}

function compareNames(old: Json, present: Json): Found[] {
  if (textOf(at(old, 'operationId')) === textOf(at(present, 'operationId'))) return []
  return [[true, 'another operationId: generated clients call it by that name']]
}

function compareAccess(old: PlacedOperation, present: PlacedOperation): Found[] {
  const [access, newAccess] = [at(old.operation, 'x-access'), at(present.operation, 'x-access')]
  if (access !== undefined && newAccess !== undefined) {
    if (textOf(access) === textOf(newAccess)) return []
    return [[!stillLetsIn(access, newAccess), `access was ${textOf(access)} and is ${textOf(newAccess)}`]]
  }
  const [security, newSecurity] = [securityOf(old), securityOf(present)]
  if (textOf(security) === textOf(newSecurity)) return []
  return [[!stillEnough(security, newSecurity), `security was ${textOf(security)} and is ${textOf(newSecurity)}`]]
}

function securityOf({ operation, document }: PlacedOperation): Json {
  return at(operation, 'security') ?? at(document, 'security') ?? []
}
