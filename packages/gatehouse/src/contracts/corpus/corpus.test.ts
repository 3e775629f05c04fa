// Compiles each document of the corpus, and compares the result with what is expected of it. A folder holds the document as a generator writes it,
// and expected.json: the settings of its service, and the rows, the operations that are left out, the warnings and the faults.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isPolicy, type Policy } from '../../access/index.ts'
import type { GatewayTable, RouteRow } from '../../gateway/handler.ts'
import { checkContracts } from '../compile.ts'
import { ContractError, ContractProblems } from '../contract-error.ts'
import type { Contract } from '../contract.ts'
import { readDocument } from '../documents/document-files.ts'
import { contractOf } from '../origin-contract.ts'
import { tableOf } from '../table.ts'

interface Expected {
  readonly about: string
  readonly settings?: object
  readonly rows?: readonly string[]
  readonly left?: readonly string[]
  readonly gaps?: readonly string[]
  readonly service?: object
  readonly schemas?: readonly string[]
  readonly permissions?: object
  readonly warnings?: readonly string[]
  readonly faults?: readonly string[]
}

const FOLDER = import.meta.dirname
const NAME = 'things'

function read(folder: string): { readonly contract?: Contract; readonly faults: readonly string[] } {
  const { settings } = expectedOf(folder)
  try {
    const { document, faults, source } = readDocument(join(FOLDER, folder), NAME)
    const problems = new ContractProblems()
    problems.found.push(...faults)
    const contract = problems.attempt(() =>
      contractOf(NAME, document, { origin: 'https://things.example.com', ...settings }, source),
    )
    if (contract === undefined || problems.found.length > 0) return { faults: problems.found }
    return { contract, faults: checkContracts([contract]) }
  } catch (error) {
    if (error instanceof ContractError) return { faults: error.problems }
    throw error
  }
}

function expectedOf(folder: string): Expected {
  return JSON.parse(readFileSync(join(FOLDER, folder, 'expected.json'), 'utf8')) as Expected
}

function inWords(row: RouteRow): string {
  const { method, path, operationId, access, body, bodyMaxBytes, rate, timeoutMillis } = row
  return [
    `${method} ${path} ${operationId} ${policyInWords(access)}`,
    ...(body === undefined ? [] : [`body ${body.mediaTypes.toSorted().join(', ')}`]),
    ...(bodyMaxBytes === undefined ? [] : [`max ${bodyMaxBytes}`]),
    ...(rate === undefined ? [] : [`rate ${rate}`]),
    ...(timeoutMillis === undefined ? [] : [`timeout ${timeoutMillis}`]),
  ].join(' ')
}

function policyInWords(policy: Policy): string {
  const [list] = Object.values(policy).filter((value) => Array.isArray(value))
  if (list === undefined) return policy.kind
  return `${policy.kind}(${list.map((one) => (isPolicy(one) ? policyInWords(one) : one)).join(', ')})`
}

describe.each(readdirSync(FOLDER).filter((name) => !name.includes('.')))('%s', (folder) => {
  const expected = expectedOf(folder)
  const { contract, faults } = read(folder)

  test(expected.about, () => {
    expect(faults).toEqual((expected.faults ?? []).map((sentence) => expect.stringContaining(sentence)))
    if (contract === undefined) return
    const { routes, services }: Omit<GatewayTable, 'settings'> = tableOf([contract])
    expect(routes.map(inWords)).toEqual(expected.rows)
    expect(services).toMatchObject([{ name: NAME, ...expected.service }])
    const warnings = (contract.warnings ?? []).join('\n')
    for (const left of expected.left ?? []) {
      const [method, path, operationId] = left.split(' ')
      expect(warnings).toMatch(new RegExp(`(?:${operationId}|'${method} ${path}'): \\{ access: null \\}`))
    }
    const gaps = (contract.gaps ?? []).filter(({ isMarked }) => isMarked)
    expect(gaps.map(({ method, path, key }) => `${method.toUpperCase()} ${path} ${key}`)).toEqual(expected.gaps ?? [])
    for (const sentence of expected.warnings ?? []) expect(warnings).toContain(sentence)
    if (expected.permissions !== undefined) expect(contract.service.permissions).toEqual(expected.permissions)
    if (expected.schemas !== undefined)
      expect(Object.keys(Object(contract.document?.components).schemas).toSorted()).toEqual(expected.schemas)
  })
})
