// Generates requests for one operation from its own document: requests that it describes, and others.
import * as fc from 'fast-check'
import type { Operation } from '../contract.ts'
import { bodyOf, type Header, NOTHING, text } from './bodies.ts'
import { oddText, type Resolve, type Schema, valueOf } from './schema-values.ts'

/** A request for the driver. */
export interface Sending {
  readonly url: string
  readonly method: string
  readonly headers: [string, string][]
  readonly body: string | null
  /** Whether the body does not say its length. */
  readonly isChunked: boolean
}

/** The driver's report of a response. */
export interface Answered {
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

/** The inputs of requests besides the document. */
export interface Supplies {
  /** Where the gateway is. */
  readonly home: string
  /** Tokens that the operation accepts. The ids mostly belong to the subject of the first. */
  readonly goodTokens: readonly string[]
  /** Tokens that no operation accepts, and tokens that lack something. */
  readonly otherTokens: readonly string[]
  /** The cookies of a user who is logged in. */
  readonly session: string
  /** Ids of existing resources. */
  readonly ids: readonly string[]
}

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema?: Schema
}

/** An operation with all that requests are made of. */
export interface FuzzedOperation extends Operation {
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, unknown>> }>> }
    >
  >
}

/** Requests for an operation; all of them have its method and a path that is its own. */
export function requestsFor(operation: FuzzedOperation, supplies: Supplies, resolve: Resolve): fc.Arbitrary<Sending> {
  const { method, parameters = [] } = operation
  const named = (place: string) => parameters.filter((parameter) => parameter.in === place)
  const address = fc
    .tuple(pathOf(operation, supplies, resolve), queryOf(named('query'), resolve))
    .map(([path, query]) => supplies.home + path + query)
  const headers = fc
    .tuple(credentials(supplies), headersOf(named('header'), resolve), surroundings(supplies))
    .map((lists) => lists.flat())
  return fc
    .tuple(address, headers, bodyOf(operation, resolve), fc.boolean())
    .filter(([url]) => isOwn(operation, url))
    .map(([url, sent, [body, ofBody], isChunked]) => ({
      url,
      method,
      headers: [...sent, ...ofBody].map(([name, value]): [string, string] => [name, sendable(value)]),
      body,
      isChunked,
    }))
}

// A path may be read as another one: dot segments are resolved before anything is sent.
function isOwn({ path }: FuzzedOperation, url: string): boolean {
  const [own, sent] = [path.split('/'), new URL(url).pathname.split('/')]
  return (
    own.length === sent.length &&
    own.every((part, index) => (part.startsWith('{') ? sent[index] !== '' : part === sent[index]))
  )
}

function pathOf({ path, parameters = [] }: FuzzedOperation, { ids }: Supplies, resolve: Resolve): fc.Arbitrary<string> {
  const parts = path.split('/').map((part) => {
    if (!part.startsWith('{')) return fc.constant(part)
    const schema = parameters.find(({ name }) => `{${name}}` === part)?.schema ?? {}
    const written = fc.oneof(valueOf(schema, resolve).map(text), fc.constantFrom(...ids, 'none'))
    return fc.oneof(
      { weight: 20, arbitrary: written.map((value) => encodeURIComponent(value.toWellFormed())) },
      { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%C3', '%00', '%2F', '%5C', 'a;b', '..;', '*', ':id', '~') },
    )
  })
  return fc.tuple(...parts).map((written) => written.join('/'))
}

function queryOf(known: readonly Parameter[], resolve: Resolve): fc.Arbitrary<string> {
  const fields = known.map(({ name, required, schema = {} }) => {
    const field = valueOf(schema, resolve).map((value) => `${name}=${encodeURIComponent(text(value).toWellFormed())}`)
    return fc.oneof({ weight: required === true ? 20 : 3, arbitrary: field }, { weight: 2, arbitrary: fc.constant('') })
  })
  const stray = fc.oneof(
    { weight: 8, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom('&', '=', 'x=1&x=2', '%', '%zz', 'access_token=a.b.c', '__proto__=1') },
    { weight: 1, arbitrary: fc.tuple(...fields).map((written) => written.join('&')) },
  )
  return fc.tuple(...fields, stray).map((written) => {
    const query = written.filter((field) => field !== '').join('&')
    return query === '' ? '' : `?${query}`
  })
}

function headersOf(known: readonly Parameter[], resolve: Resolve): fc.Arbitrary<Header[]> {
  const fields = known.map(({ name, schema = {} }) => {
    const field = valueOf(schema, resolve).map((value): Header[] => [[name, text(value)]])
    return fc.oneof(field, fc.constant<Header[]>([]))
  })
  return fc.tuple(...fields).map((lists) => lists.flat())
}

const bearer = (token: fc.Arbitrary<string>) => token.map((value): Header[] => [['authorization', `Bearer ${value}`]])

function credentials({ goodTokens, otherTokens, session }: Supplies): fc.Arbitrary<Header[]> {
  const [first = ''] = goodTokens
  const good = fc.oneof(
    { weight: 1, arbitrary: fc.constant(first) },
    { weight: 3, arbitrary: fc.constantFrom(...goodTokens) },
  )
  return fc.oneof(
    { weight: 12, arbitrary: bearer(good) },
    { weight: 3, arbitrary: bearer(fc.constantFrom(...otherTokens)) },
    { weight: 1, arbitrary: fc.constant<Header[]>([]) },
    {
      weight: 1,
      arbitrary: good.map((token): Header[] => [
        ['authorization', `DPoP ${token}`],
        ['dpop', 'a.b.c'],
      ]),
    },
    { weight: 1, arbitrary: good.map((token): Header[] => [['authorization', `Bearer ${token}, Bearer ${token}`]]) },
    { weight: 1, arbitrary: fc.constant<Header[]>([['authorization', `Bearer ${'a'.repeat(20_000)}`]]) },
    { weight: 1, arbitrary: oddText.map((value): Header[] => [['authorization', value]]) },
    { weight: 1, arbitrary: good.map((token): Header[] => [['sec-websocket-protocol', `gatehouse.bearer.${token}`]]) },
    {
      weight: 1,
      arbitrary: good.map((token): Header[] => [
        ['sec-websocket-protocol', `gatehouse.bearer.${token}`],
        ['authorization', `Bearer ${token}`],
      ]),
    },
    { weight: 2, arbitrary: fc.constant<Header[]>([['cookie', session]]) },
    { weight: 1, arbitrary: oddText.map((value): Header[] => [['cookie', `__Host-gatehouse-session=${value}`]]) },
  )
}

/** The headers about the source of a request and about the accepted responses. */
function surroundings({ home }: Supplies): fc.Arbitrary<Header[]> {
  const accept = fc.constantFrom(
    NOTHING,
    [['accept', '*/*']],
    [['accept', 'text/html']],
    [['accept', 'application/xml']],
  )
  const page = fc.constantFrom<readonly Header[]>(
    NOTHING,
    [
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-dest', 'empty'],
      ['origin', home],
    ],
    [
      ['sec-fetch-site', 'none'],
      ['sec-fetch-dest', 'document'],
    ],
    [
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-dest', 'document'],
      ['origin', home],
    ],
    [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
    ],
  )
  const stray = fc.oneof(
    { weight: 9, arbitrary: fc.constant(NOTHING) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('range', 'if-none-match', 'traceparent', 'x-request-id', 'dpop', 'x-forwarded-for'),
          oddText,
        )
        .map((header) => [header]),
    },
  )
  // Callers are counted by their address: each comes from one of its own.
  const address = fc
    .nat(0xffffff)
    .map((last): Header[] => [['cf-connecting-ip', `10.${last >> 16}.${(last >> 8) & 255}.${last & 255}`]])
  return fc.tuple(accept, page, stray, address).map((lists) => lists.flat() as Header[])
}

// No client can send anything else in a header.
function sendable(value: string): string {
  return value.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '').trim()
}
