// Tokens that are bound to a key (DPoP, RFC 9449) or to a certificate (RFC 8705) of their client, through gateway and domain.
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { errorsOf } from '../../src/testing/challenge.ts'
import { type Client, forgeProof, makeClient, type ProofChanges } from '../../src/testing/dpop-client.ts'
import { bearer, startSystem, type System, withSystem } from '../../src/testing/system.ts'
import { domainWorkerName } from '../../src/project/config-files.ts'

const ALGORITHMS = 'algs="ES256 RS256 PS256 Ed25519 EdDSA"'
const EITHER_SCHEME = `Bearer realm="gatehouse", error="invalid_token", DPoP ${ALGORITHMS}, error="invalid_token"`
const BETTER_PROOF = `DPoP ${ALGORITHMS}, error="invalid_dpop_proof"`
const GRANT = { user: 'reader@example.com', scope: 'read:payments' }

let system: System
let client: Client
let token: string
beforeAll(async () => {
  ;[system, client] = await Promise.all([startSystem(), makeClient()])
  token = await boundToken(system)
})
afterAll(async () => {
  await system.stop()
})

function boundToken(running: System): Promise<string> {
  return running.mint({ ...GRANT, claims: { cnf: { jkt: client.thumbprint } } })
}

type Sent = NonNullable<Parameters<System['fetch']>[1]>

async function show(running: System, init: Sent) {
  onTestFailed(() => running.harness.debug())
  return await outcomeOf(await running.fetch('/payments?limit=1', init))
}

async function outcomeOf(answer: Awaited<ReturnType<System['fetch']>>) {
  const { code = 'passes' } = (await answer.json()) as { code?: string }
  return { status: answer.status, code, challenge: errorsOf(answer) }
}

function withProof(proof: string, shown = token): Sent {
  return { headers: { authorization: `DPoP ${shown}`, dpop: proof } }
}

function prove(changes: ProofChanges = {}, by = client, running = system): Promise<string> {
  return by.prove(token, `${running.url}/payments`, changes)
}

const now = (): number => Math.floor(Date.now() / 1000)

const PASSES = { status: 200, code: 'passes' }

describe('a token that is bound to a key', () => {
  test('passes gateway and domain with a fresh proof, and again with the next one', async () => {
    expect(await show(system, withProof(await prove()))).toMatchObject(PASSES)
    expect(await show(system, withProof(await prove()))).toMatchObject(PASSES)
  })

  test('is refused as a plain one, also when it is remembered, and the challenge offers DPoP', async () => {
    const refusal = { status: 401, code: 'proof_required', challenge: EITHER_SCHEME }
    const unseen = await system.mint({ ...GRANT, claims: { cnf: { jkt: client.thumbprint }, jti: 'unseen' } })
    expect(await show(system, { headers: bearer(unseen) })).toEqual(refusal)
    expect(await show(system, withProof(await prove()))).toMatchObject(PASSES)
    expect(await show(system, { headers: bearer(token) })).toEqual(refusal)
  })

  test('is refused as a plain one that brings a proof along', async () => {
    const headers = { ...bearer(token), dpop: await prove() }
    expect(await show(system, { headers })).toMatchObject({ status: 401, code: 'proof_required' })
  })

  test.each<[string, () => ProofChanges]>([
    ['for another method', () => ({ claims: { htm: 'POST' } })],
    ['for another path', () => ({ claims: { htu: `${system.url}/search` } })],
    ['for another host', () => ({ claims: { htu: 'https://other.example/payments' } })],
    ['for another token', () => ({ claims: { ath: 'A'.repeat(43) } })],
    ['for no token', () => ({ claims: { ath: undefined } })],
    ['without an id', () => ({ claims: { jti: undefined } })],
    ['that is too old', () => ({ claims: { iat: now() - 120 } })],
    ['from the future', () => ({ claims: { iat: now() + 120 } })],
    ['of another type', () => ({ header: { typ: 'JWT' } })],
    ['that shows a private key', () => ({ header: { jwk: client.privateJwk } })],
  ])('is refused with a proof %s', async (_title, changes) => {
    const refusal = { status: 401, code: 'proof_invalid', challenge: BETTER_PROOF }
    expect(await show(system, withProof(await prove(changes())))).toEqual(refusal)
  })

  test.each<[string, () => Promise<string>]>([
    ['of another key', async () => await prove({}, await makeClient())],
    ['signed by another key', async () => await prove({ header: { jwk: client.publicJwk } }, await makeClient())],
    ['with alg none', () => forgeProof('none', client, token, `${system.url}/payments`)],
    ['with alg HS256', () => forgeProof('HS256', client, token, `${system.url}/payments`)],
    ['sent twice in one header', async () => `${await prove()}, ${await prove()}`],
    ['that is no JWT', () => Promise.resolve('proof')],
  ])('is refused with a proof %s', async (_title, proof) => {
    const refusal = { status: 401, code: 'proof_invalid', challenge: BETTER_PROOF }
    expect(await show(system, withProof(await proof()))).toEqual(refusal)
  })

  test('is refused without any proof', async () => {
    const headers = { authorization: `DPoP ${token}` }
    expect(await show(system, { headers })).toMatchObject({ status: 401, code: 'proof_invalid' })
  })

  test('is refused when it says how it is bound in a way that nobody here can check', async () => {
    const strange = await system.mint({ ...GRANT, claims: { cnf: { kid: 'somewhere' } } })
    expect(await show(system, { headers: bearer(strange) })).toMatchObject({ status: 401, code: 'token_malformed' })
  })
})

describe('a proof', () => {
  test('is taken once', async () => {
    const init = withProof(await prove())
    expect(await show(system, init)).toMatchObject(PASSES)
    expect(await show(system, init)).toEqual({ status: 401, code: 'proof_replayed', challenge: BETTER_PROOF })
  })

  test('is taken once however many arrive at the same time', async () => {
    const init = withProof(await prove())
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => show(system, init)))
    const codes = outcomes.map(({ code }) => code).toSorted()
    expect(codes).toEqual(['passes', ...Array.from({ length: 9 }, () => 'proof_replayed')])
  })

  test('is counted by the gateway alone: the domain takes it as it came, and only from whoever holds the key', async () => {
    const domain = system.harness.getWorker(domainWorkerName('payments'))
    const ask = async (init: Sent) => await outcomeOf(await domain.fetch('https://payments.internal/payments', init))
    const init = withProof(await prove())
    expect(await show(system, init)).toMatchObject(PASSES)
    expect(await ask(init)).toMatchObject(PASSES)
    expect(await ask({ headers: bearer(token) })).toMatchObject({ code: 'proof_required' })
    expect(await ask(withProof(await prove({}, await makeClient())))).toMatchObject({ code: 'proof_invalid' })
  })

  test('goes with no plain token', async () => {
    const plain = await system.mint(GRANT)
    const init = withProof(await client.prove(plain, `${system.url}/payments`), plain)
    expect(await show(system, init)).toMatchObject({ status: 401, code: 'proof_invalid' })
  })

  // Last of those that share the system: it starts every isolate anew.
  test('stays used when every isolate is gone', async () => {
    const init = withProof(await prove())
    expect(await show(system, init)).toMatchObject(PASSES)
    await system.harness.update((options) => options)
    expect(await show(system, init)).toMatchObject({ status: 401, code: 'proof_replayed' })
    expect(await show(system, withProof(await prove()))).toMatchObject(PASSES)
  })
})

describe('a token that is bound to a certificate', () => {
  const certificate = (bytes: number, more: Readonly<Record<string, string>> = {}): Sent['cf'] => ({
    tlsClientAuth: {
      certPresented: '1',
      certVerified: 'SUCCESS',
      certRevoked: '0',
      certFingerprintSHA256: bytes.toString(16).padStart(2, '0').repeat(32),
      ...more,
    } as NonNullable<NonNullable<Sent['cf']>['tlsClientAuth']>,
  })

  test.each<[string, Sent['cf'] | undefined, string]>([
    ['passes over the connection of that certificate', certificate(7), 'passes'],
    ['is refused without a certificate', undefined, 'proof_required'],
    ['is refused over the connection of another', certificate(8), 'proof_required'],
    ['is refused when the certificate is not trusted', certificate(7, { certVerified: 'FAILED' }), 'proof_required'],
    ['is refused when the certificate was revoked', certificate(7, { certRevoked: '1' }), 'proof_required'],
  ])('%s, with either scheme', async (_title, cf, code) => {
    const thumbprint = Buffer.alloc(32, 7).toString('base64url')
    const bound = await system.mint({ ...GRANT, claims: { cnf: { 'x5t#S256': thumbprint } } })
    for (const scheme of ['Bearer', 'DPoP', 'Bearer']) {
      const init = { headers: { authorization: `${scheme} ${bound}` }, ...(cf === undefined ? {} : { cf }) }
      expect(await show(system, init)).toMatchObject({ code })
    }
  })
})

describe('GATEHOUSE_DPOP_NONCES', () => {
  test('makes the gateway hand out a nonce that the proof must hold, to pages of other origins too', async () => {
    const origin = 'https://app.example'
    const vars = { GATEHOUSE_DPOP_NONCES: 'n'.repeat(32), GATEHOUSE_ALLOWED_ORIGINS: origin }
    await withSystem({ vars }, async (running) => {
      const bound = await boundToken(running)
      const ask = async (claims: ProofChanges['claims'] = {}) => {
        const dpop = await client.prove(bound, `${running.url}/payments`, { claims })
        return await running.fetch('/payments?limit=1', { headers: { authorization: `DPoP ${bound}`, dpop, origin } })
      }
      const refusal = await ask()
      const nonce = refusal.headers.get('dpop-nonce')
      expect(nonce).toMatch(/^[\w-]{43}$/)
      expect(refusal.headers.get('access-control-expose-headers')).toContain('dpop-nonce')
      expect(await outcomeOf(refusal)).toEqual({
        status: 401,
        code: 'proof_nonce',
        challenge: `DPoP ${ALGORITHMS}, error="use_dpop_nonce"`,
      })
      expect(await outcomeOf(await ask({ nonce }))).toMatchObject(PASSES)
      expect(await outcomeOf(await ask({ nonce }))).toMatchObject(PASSES)
    })
  })
})

describe('GATEHOUSE_DPOP=off', () => {
  test('takes no bound token and offers no DPoP', async () => {
    await withSystem({ vars: { GATEHOUSE_DPOP: 'off' } }, async (running) => {
      const bound = await boundToken(running)
      const proof = await client.prove(bound, `${running.url}/payments`)
      expect(await show(running, { headers: bearer(await running.mint(GRANT)) })).toMatchObject(PASSES)
      expect(await show(running, { headers: bearer(bound) })).toEqual({
        status: 401,
        code: 'proof_required',
        challenge: 'Bearer realm="gatehouse", error="invalid_token"',
      })
      expect(await show(running, withProof(proof, bound))).toEqual({
        status: 401,
        code: 'token_missing',
        challenge: 'Bearer realm="gatehouse"',
      })
    })
  })
})

describe('GATEHOUSE_DPOP=required', () => {
  test('takes bound tokens alone', async () => {
    await withSystem({ vars: { GATEHOUSE_DPOP: 'required', GATEHOUSE_SESSION_KEYS: '' } }, async (running) => {
      const bound = await boundToken(running)
      const fresh = (): Promise<string> => client.prove(bound, `${running.url}/payments`)
      expect(await show(running, withProof(await fresh(), bound))).toMatchObject(PASSES)
      expect(await show(running, { headers: bearer(bound) })).toMatchObject({ status: 401, code: 'proof_required' })
      const plain = await running.mint(GRANT)
      const offer = expect.stringContaining(`DPoP ${ALGORITHMS}, error="invalid_token"`)
      const refusal = { status: 401, code: 'bound_token_required', challenge: offer }
      expect(await show(running, { headers: bearer(plain) })).toEqual(refusal)
      expect(await show(running, { headers: bearer(plain) })).toEqual(refusal)
      expect((await running.fetch('/public')).status).toBe(200)
    })
  })
})
