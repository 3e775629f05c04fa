// The document of a Worker of another repository: the policies and limits that it says are taken as a contract would say them, or refused.
import { describe, expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  anyone,
  anyPermission,
  claim,
  directly,
  equals,
  mfa,
  or,
  organization,
  type Policy,
  recentLogin,
  scopes,
  signedIn,
  user,
} from '../access/index.ts'
import { compileContracts, GENERATED } from './compile.ts'
import { contractOf } from './origin-contract.ts'

const WORKER = { binding: 'THINGS', service: 'things' }
const ORIGIN = { origin: 'https://things.example.com' }

function contractWith(operation: object, settings: Parameters<typeof contractOf>[2] = WORKER) {
  const scopesOfDocument = { 'read:things': 'Read', 'write:things': 'Write' }
  return contractOf(
    'things',
    {
      openapi: '3.1.0',
      info: { title: 'Things', description: 'Things of all kinds.' },
      paths: {
        '/things': { post: { operationId: 'makeThing', responses: { 200: { description: 'Fine' } }, ...operation } },
      },
      components: { securitySchemes: { oauth: { type: 'oauth2', flows: { implicit: { scopes: scopesOfDocument } } } } },
    },
    settings,
  )
}

describe('x-access', () => {
  test.each<[string, Policy]>([
    ['anyone', anyone],
    ['signedIn', signedIn],
    ['scopes', scopes('read:things')],
    ['anyPermission', anyPermission('read:things', 'write:things')],
    ['organization', organization()],
    ['recentLogin', recentLogin(300)],
    ['mfa', mfa()],
    ['actor', actor('agt_1')],
    ['directly and agent', or(directly(), agent())],
    ['claim', claim('https://example.com/level', equals(3))],
    ['or', or(scopes('read:things'), user())],
    ['and', and(user(), organization('org_a'), scopes('write:things'))],
  ])('is the policy of the operation: %s', (_kind, policy) => {
    expect(contractWith({ 'x-access': JSON.parse(JSON.stringify(policy)) }).routes[0]?.access).toEqual(policy)
  })

  test.each([
    ['no policy', { kind: 'everybody' }, 'it is none of the policies'],
    ['scopes without a name', { kind: 'scopes', all: [] }, 'it names no scope or permission'],
    ['a name that is none', { kind: 'scopes', all: ['a b'] }, 'no scope-token'],
    [
      'a part that anyone satisfies',
      { kind: 'and', policies: [{ kind: 'guest' }, { kind: 'user' }] },
      'demand a token',
    ],
    ['and with nothing in it', { kind: 'and', policies: [] }, 'it joins less than two policies'],
    ['an actor without a name', { kind: 'actor', any: [''] }, 'actor(...) takes no empty name'],
    ['a login of no time', { kind: 'recentLogin', withinSeconds: 0 }, 'it is none of the policies'],
    ['the name of an organization', { kind: 'organization', any: ['acme'] }, 'no id of an organization'],
  ])('that is %s is refused in a sentence', (_what, access, reason) => {
    expect(() => contractWith({ 'x-access': access })).toThrow(
      'origins/things/openapi.json (#/paths/~1things/post): POST /things has an x-access',
    )
    expect(() => contractWith({ 'x-access': access })).toThrow(reason)
  })

  test('wins over "security", which says less, and without it "security" counts', () => {
    const security = [{ oauth: ['read:things'] }]
    expect(contractWith({ 'x-access': user(), security }).routes[0]?.access).toEqual(user())
    expect(contractWith({ security }).routes[0]?.access).toEqual(scopes('read:things'))
    expect(contractWith({}).routes).toEqual([])
  })

  test('of a service over https says nothing: what "security" says is what such a service holds to', () => {
    const operation = { 'x-access': anyone, security: [{ oauth: ['read:things'] }] }
    expect(contractWith(operation, ORIGIN).routes[0]?.access).toEqual(scopes('read:things'))
  })
})

describe('x-limits', () => {
  test('are the limits of the route, and no part of the merged document', () => {
    const contract = contractWith({ 'x-access': user(), 'x-limits': { bodyMaxBytes: 5_000_000, rate: 'strict' } })
    expect(contract.routes[0]?.limits).toEqual({ bodyMaxBytes: 5_000_000, rate: 'strict' })
    expect(JSON.stringify(contract.document)).not.toContain('x-limits')
  })

  test.each([{ bodyMaxBytes: '5 MB' }, { rate: 'So often' }, { bodyMaxBytes: 0 }, { body: 1 }, []])(
    '%j are refused in a sentence',
    (limits) => {
      expect(() => contractWith({ 'x-access': user(), 'x-limits': limits })).toThrow(
        "has an x-limits that can't be held",
      )
    },
  )
})

test('a Worker is a row with its binding, which holds the bodies of its requests itself', () => {
  const body = { required: true, content: { 'application/json': {} } }
  const contract = contractWith({ 'x-access': user(), requestBody: body })
  const table = compileContracts([contract])[`${GENERATED}/table.ts`]
  expect(table).toContain('{"name":"things","binding":"THINGS"}')
  expect(table).not.toContain('mediaTypes')
})
