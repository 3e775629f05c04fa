// What changed between two OpenAPI documents of the gateway, and whether a client that worked before still does. Pure.
import { compareSchemas } from './schemas.ts'
import { at, entriesOf, type Json, textOf, valuesOf } from './json.ts'

/** One change. */
export interface Change {
  readonly breaking: boolean
  /** `GET /payments`. */
  readonly where: string
  readonly what: string
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']

/** The changes from one document to the next, operation by operation. */
export function changesBetween(before: Json, after: Json): Change[] {
  const [old, present] = [operationsOf(before), operationsOf(after)]
  const changes: Change[] = []
  for (const [where, operation] of old) {
    const successor = present.get(where)
    if (successor === undefined) changes.push({ breaking: true, where, what: 'the operation is gone' })
    else
      for (const [breaking, what] of compare(operation, successor, before, after))
        changes.push({ breaking, where, what })
  }
  for (const where of present.keys()) {
    if (!old.has(where)) changes.push({ breaking: false, where, what: 'a new operation' })
  }
  return changes
}

type Found = readonly [breaking: boolean, what: string]

function operationsOf(document: Json): Map<string, Json> {
  const found = new Map<string, Json>()
  for (const [path, item] of entriesOf(at(document, 'paths'))) {
    for (const method of METHODS) {
      const operation = at(item, method)
      // Of a parameter in a path the place counts, not the name.
      if (operation !== undefined)
        found.set(`${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`, operation)
    }
  }
  return found
}

function compare(old: Json, present: Json, before: Json, after: Json): Found[] {
  const found: Found[] = []
  if (textOf(at(old, 'operationId')) !== textOf(at(present, 'operationId')))
    found.push([true, 'another operationId: generated clients call it by that name'])
  const [access, newAccess] = [at(old, 'x-access'), at(present, 'x-access')]
  if (textOf(access) !== textOf(newAccess))
    found.push([!isOpen(newAccess), `access was ${textOf(access)} and is ${textOf(newAccess)}`])
  found.push(...compareParameters(old, present, before, after))
  const [body, newBody] = [at(old, 'requestBody'), at(present, 'requestBody')]
  if (body === undefined && at(newBody, 'required') === true) found.push([true, 'a body is required now'])
  else if (body !== undefined && newBody === undefined) found.push([true, 'it takes no body any more'])
  else if (at(body, 'required') !== true && at(newBody, 'required') === true && body !== undefined)
    found.push([true, 'the body is required now'])
  found.push(...compareContents('request body', 'request', body, newBody, before, after))
  for (const [status, response] of entriesOf(at(old, 'responses'))) {
    const successor = at(at(present, 'responses'), status)
    if (successor === undefined) found.push([status.startsWith('2'), `the answer ${status} is gone`])
    else found.push(...compareContents(`answer ${status}`, 'response', response, successor, before, after))
  }
  for (const [status] of entriesOf(at(present, 'responses'))) {
    if (at(at(old, 'responses'), status) === undefined) found.push([false, `a new answer ${status}`])
  }
  return found
}

function isOpen(access: Json): boolean {
  return at(access, 'kind') === 'anyone'
}

// Those of a path are part of it.
function parametersOf(operation: Json): Map<string, Json> {
  const named = new Map<string, Json>()
  for (const parameter of valuesOf(at(operation, 'parameters'))) {
    const place = textOf(at(parameter, 'in'))
    if (place !== 'path') named.set(`${place} parameter ${textOf(at(parameter, 'name'))}`, parameter)
  }
  return named
}

function compareParameters(old: Json, present: Json, before: Json, after: Json): Found[] {
  const found: Found[] = []
  const [olds, presents] = [parametersOf(old), parametersOf(present)]
  for (const [name, parameter] of olds) {
    const successor = presents.get(name)
    if (successor === undefined) {
      found.push([true, `${name} is gone`])
      continue
    }
    if (at(parameter, 'required') !== true && at(successor, 'required') === true)
      found.push([true, `${name} is required now`])
    found.push(...compareSchemas(name, 'request', [at(parameter, 'schema'), before], [at(successor, 'schema'), after]))
  }
  for (const [name, parameter] of presents) {
    if (olds.has(name)) continue
    const required = at(parameter, 'required') === true
    found.push([required, `a new ${required ? 'required ' : ''}${name}`])
  }
  return found
}

function compareContents(
  name: string,
  direction: 'request' | 'response',
  old: Json,
  present: Json,
  before: Json,
  after: Json,
): Found[] {
  if (old === undefined || present === undefined) return []
  return entriesOf(at(old, 'content')).flatMap(([type, content]): Found[] => {
    const successor = at(at(present, 'content'), type)
    if (successor === undefined) return [[true, `${name}: ${type} is gone`]]
    return compareSchemas(name, direction, [at(content, 'schema'), before], [at(successor, 'schema'), after])
  })
}
