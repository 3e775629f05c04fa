// Tests every operation whose document requires a body, through the gateway and directly: it does nothing without the body, or with one
// that the document does not describe. The list of operations comes from the document only.
import { gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { domainNames } from '../project/workers.ts'
import { bearer, startSystem, type System } from './system.ts'
import { filledIn, type Operation, operationsOf } from './contract.ts'
import { orderFor } from './credentials.ts'
import { domainWorkerName } from '../project/config-files.ts'

const operations = operationsOf(JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')))
// A webhook must prove its sender, by a signature over its body, before its form is read: signed-contract.ts.
const withBody = operations.filter(
  ({ requestBody, 'x-access': { kind } }) => requestBody !== undefined && kind !== 'signedBy',
)
const demanding = withBody.filter(({ requestBody }) => requestBody?.required === true)

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

const tokens = new Map<Operation, Promise<string>>()
const tokenFor = (operation: Operation): Promise<string> => {
  const token = tokens.get(operation) ?? system.mint({ ...orderFor(operation['x-access']) })
  tokens.set(operation, token)
  return token
}

type Send = (path: string, init: object) => ReturnType<System['fetch']>

async function refusalOf(send: Send, operation: Operation, headers: Readonly<Record<string, string>>, more: object) {
  onTestFailed(() => system.harness.debug())
  const { method, path } = operation
  const init = { method, headers: { ...bearer(await tokenFor(operation)), ...headers }, ...more }
  const answer = await send(filledIn(path), init)
  const { code, errors, detail } = (await answer.json()) as { code: string; errors?: unknown; detail: string }
  return { status: answer.status, code, errors, detail, answer }
}

const emptyStream = () =>
  new ReadableStream({
    start(controller) {
      controller.close()
    },
  })

const EMPTY: readonly (readonly [string, () => object])[] = [
  ['without a body', () => ({})],
  ['with an empty body', () => ({ body: '' })],
  ['with an empty body in chunks', () => ({ body: emptyStream(), duplex: 'half' })],
]

function describeBodies(send: Send, own: readonly Operation[]): void {
  describe.each(own)('$method $path', (operation) => {
    const { content = {}, required } = operation.requestBody ?? {}
    const [mediaType = ''] = Object.keys(content)

    if (required === true) {
      describe.each(EMPTY)('refuses a request %s', (_title, empty) => {
        test.each([
          ['that names the media type', { 'content-type': mediaType }],
          ['that names no media type', {}],
        ])('%s', async (_, headers) => {
          const { status, code, errors } = await refusalOf(send, operation, headers, empty())
          expect({ status, code }).toEqual({ status: 400, code: 'request_invalid' })
          expect(errors).toEqual([expect.objectContaining({ in: 'body', message: expect.stringContaining('missing') })])
        })
      })
    }

    test.each([
      ['text/plain', { 'content-type': 'text/plain' }],
      ['a media type that only begins alike', { 'content-type': `${mediaType}x` }],
      ['two media types', { 'content-type': `${mediaType}, text/plain` }],
    ])('refuses a body of %s, and says which media type it takes', async (_, headers) => {
      const refusal = await refusalOf(send, operation, headers, { body: '{}' })
      expect(refusal).toMatchObject({ status: 415, code: 'media_type_unsupported' })
      expect(refusal.detail).toContain(mediaType)
      expect(refusal.answer.headers.get('accept')).toContain(mediaType)
    })

    test('refuses a body whose media type is not named', async () => {
      const body = new Uint8Array([0x7b, 0x7d])
      expect(await refusalOf(send, operation, {}, { body })).toMatchObject({
        status: 415,
        code: 'media_type_unsupported',
      })
    })

    test.each(['gzip', 'br', 'GZIP, identity', 'x-unknown'])('refuses a body in the coding %s', async (coding) => {
      const headers = { 'content-type': mediaType, 'content-encoding': coding }
      const refusal = await refusalOf(send, operation, headers, { body: gzipSync('{}') })
      expect(refusal).toMatchObject({ status: 415, code: 'content_encoding_unsupported' })
      expect(refusal.detail).toContain('Content-Encoding')
      expect(refusal.answer.headers.get('accept-encoding')).toBe('identity')
    })
  })
}

test('the document has operations that demand a body', () => {
  expect(demanding.length).toBeGreaterThan(0)
})

describe('the gateway', () => {
  // A logout must prove its origin before its form is read: packages/gatehouse/test/system/login.system.test.ts.
  const read = withBody.filter(({ operationId }) => operationId !== 'submitLogout')
  describeBodies((path, init) => system.fetch(path, init), read)
})

const ownOf = (folder: string): Operation[] => withBody.filter(({ tags }) => tags.includes(folder))

describe.each(domainNames().filter((folder) => ownOf(folder).length > 0))('%s, past the gateway', (folder) => {
  describeBodies((path, init) => {
    const worker = system.harness.getWorker(domainWorkerName(folder))
    return worker.fetch(`https://${folder}.internal${path}`, init)
  }, ownOf(folder))
})
