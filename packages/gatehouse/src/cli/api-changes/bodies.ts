// Compares what an operation takes and what it answers: bodies, statuses and headers.
import type { Direction, Found } from './effect.ts'
import { at, entriesOf, textOf } from './json.ts'
import { type Placed, resolve } from './references.ts'
import { compareSchemas } from './schemas.ts'

/** The changes of a request body. */
export function compareRequestBody([oldGiven, before]: Placed, [newGiven, after]: Placed): Found[] {
  const [old, present] = [resolve([oldGiven, before]), resolve([newGiven, after])]
  if (old === undefined && present === undefined) return []
  if (present === undefined) return [[true, 'it takes no body any more']]
  const isRequired = at(present, 'required') === true
  if (old === undefined) return [[isRequired, isRequired ? 'a body is required now' : 'it takes a body now']]
  const changes = compareContents(
    'request body',
    'request',
    [at(old, 'content'), before],
    [at(present, 'content'), after],
  )
  const wasRequired = at(old, 'required') === true
  if (wasRequired === isRequired) return changes
  return [[isRequired, isRequired ? 'the body is required now' : 'the body may be left out now'], ...changes]
}

/** The changes of all answers. */
export function compareResponses([old, before]: Placed, [present, after]: Placed): Found[] {
  const changes: Found[] = []
  for (const [status, response] of entriesOf(old)) {
    const successor = at(present, status) ?? at(present, `${status.charAt(0)}XX`)
    if (successor === undefined) changes.push([status.startsWith('2'), `the answer ${status} is gone`])
    else {
      const pair: [Placed, Placed] = [
        [resolve([response, before]), before],
        [resolve([successor, after]), after],
      ]
      changes.push(...compareResponse(`answer ${status}`, ...pair))
    }
  }
  for (const [status] of entriesOf(present)) {
    if (at(old, status) === undefined) changes.push([false, `a new answer ${status}`])
  }
  return changes
}

function compareResponse(name: string, [old, before]: Placed, [present, after]: Placed): Found[] {
  const changes = compareContents(name, 'response', [at(old, 'content'), before], [at(present, 'content'), after])
  const present_ = new Map(entriesOf(at(present, 'headers')).map(([header, value]) => [header.toLowerCase(), value]))
  for (const [header, value] of entriesOf(at(old, 'headers'))) {
    const called = `${name}, header ${header}`
    const successor = present_.get(header.toLowerCase())
    if (successor === undefined) {
      changes.push([true, `${called} is gone`])
      continue
    }
    const [described, nowDescribed] = [resolve([value, before]), resolve([successor, after])]
    if (at(described, 'required') === true && at(nowDescribed, 'required') !== true)
      changes.push([true, `${called} may be missing now`])
    const schemas: [Placed, Placed] = [
      [at(described, 'schema'), before],
      [at(nowDescribed, 'schema'), after],
    ]
    changes.push(...compareSchemas(called, 'response', ...schemas))
  }
  return changes
}

function compareContents(name: string, direction: Direction, [old, before]: Placed, [present, after]: Placed): Found[] {
  const presents = new Map(entriesOf(present).map(([type, content]) => [type.toLowerCase(), content]))
  const changes: Found[] = []
  for (const [type, content] of entriesOf(old)) {
    const successor = presents.get(type.toLowerCase())
    presents.delete(type.toLowerCase())
    if (successor === undefined) {
      changes.push([true, `${name}: ${type} is gone`])
      continue
    }
    if (textOf(at(content, 'encoding')) !== textOf(at(successor, 'encoding')))
      changes.push([true, `${name}: ${type} is encoded in another way`])
    const schemas: [Placed, Placed] = [
      [at(content, 'schema'), before],
      [at(successor, 'schema'), after],
    ]
    changes.push(...compareSchemas(name, direction, ...schemas))
  }
  for (const type of presents.keys()) changes.push([false, `${name}: ${type} too`])
  return changes
}
