// Mutants that take more than one small change. Each is a plausible mistake.
import { apply, type Mutant } from './mutant.ts'
import { isNode, nameOf, type Node, parse, text, walk } from './syntax.ts'

/** A mutant as one node of a file that is replaced. */
interface HandMadeMutant {
  /** Below packages/gatehouse/src. */
  readonly file: string
  /** The declarations that the node stands in: `KeyRing.seek`. */
  readonly scope: string
  /** What the node is: its type and, where it has one, the name that it calls or sets or its operator. Of several, the last is meant. */
  readonly node: string
  /** The code in its place. @param code the node's own */
  readonly to: (code: string) => string
  /** What it breaks. */
  readonly breaks: string
}

/** All of them. */
const BY_HAND: readonly HandMadeMutant[] = [
  {
    file: 'access/claims.ts',
    scope: 'checkClaims',
    node: 'CallExpression includes',
    to: () => 'trust.audiences.some((ours) => audience.startsWith(ours))',
    breaks: 'A token for https://api.example.attacker.example is for https://api.example.',
  },
  {
    file: 'access/verifier.ts',
    scope: 'Verifier.verify.issuer',
    node: 'BinaryExpression ===',
    to: () => "String(claims['iss']).startsWith(accepted)",
    breaks: 'Everything that begins with an accepted issuer is one.',
  },
  {
    file: 'access/verifier.ts',
    scope: 'Verifier.verify',
    node: 'CallExpression checkSignature',
    to: (code) => `(checkClaims(claims, trust, this.#clock.now() / 1000), ${code})`,
    breaks: 'The claims of a forged token are judged, and the answer tells what is wrong with them.',
  },
  {
    file: 'access/verifier.ts',
    scope: 'Verifier.verify.known',
    node: 'BinaryExpression ===',
    to: () => 'remembered !== undefined',
    breaks: 'A token stays good when its key has changed under the same id.',
  },
  {
    file: 'access/token.ts',
    scope: 'readHeader',
    node: 'ReturnStatement',
    to: () => 'return { algorithm, kid: kid.toLowerCase() }',
    breaks: 'Key ids that differ in case alone are one.',
  },
  {
    file: 'access/token-memory.ts',
    scope: 'TokenMemory.recall.tail',
    node: 'CallExpression slice',
    to: (code) => `${code}.toLowerCase()`,
    breaks: 'No token is found again.',
  },
  {
    file: 'access/key-ring.ts',
    scope: 'KeyRing.seek',
    node: 'CallExpression refresh',
    to: () => 'this.#source.trust(true)',
    breaks: 'An unknown key id is looked for where it can’t be: in what the source has already.',
  },
  {
    file: 'access/key-ring.ts',
    scope: 'KeyRing.#find',
    node: 'ReturnStatement',
    to: () => 'return [...this.#sets.values()].flatMap(({ keys }) => keys.get(kid) ?? [])[0]',
    breaks: 'The keys of one issuer are good for tokens of another.',
  },
  {
    file: 'access/live-key.ts',
    scope: 'isSame',
    node: 'ReturnStatement',
    to: () => 'return one.kid === other.kid',
    breaks: 'A key that changed under its id is never taken over.',
  },
  {
    file: 'access/shared-refresh.ts',
    scope: 'SharedRefresh.#start.finish',
    node: 'BlockStatement',
    to: (code) => `{ ${code}
      if (this.#coolUntilMillis !== 0) this.#coolUntilMillis = this.#clock.now() + REFRESH_COOL_DOWN_SECONDS * 1000 }`,
    breaks: 'The cool-down begins when a refresh ends: a slow tenant is asked less often than it may be.',
  },
  {
    file: 'access/authorization.ts',
    scope: 'hasAll',
    node: 'ReturnStatement',
    to: () => 'return held.length >= wanted.length && wanted.some((name) => held.includes(name))',
    breaks: 'One of the scopes is as good as all.',
  },
  {
    file: 'access/principal.ts',
    scope: 'text.value',
    node: 'ConditionalExpression',
    to: () => 'claims[name]',
    breaks: 'What every object inherits counts as a claim.',
  },
  {
    file: 'access/target.ts',
    scope: 'isSameTarget',
    node: 'ReturnStatement',
    to: () => 'return claimed.href === url.href',
    breaks: 'A proof must name the query, which RFC 9449 leaves out.',
  },
  {
    file: 'tenant/keys/jwks-client.ts',
    scope: 'readText',
    node: 'AssignmentExpression bytes',
    to: () => 'bytes = chunk.byteLength',
    breaks: 'The limit holds for a chunk and not for the answer.',
  },
  {
    file: 'tenant/keys/key-cache.ts',
    scope: 'KeyCache.write',
    node: 'TryStatement',
    to: (code) => `this.#written.set(set.issuer, set)
    ${code}`,
    breaks: 'A write that failed is not tried again.',
  },
  {
    file: 'tenant/keys/key-store.ts',
    scope: 'KeyStore.#fetch.set.fetchedAt',
    node: 'Property',
    to: () => 'fetchedAt: this.#now()',
    breaks: 'An answer denies keys that came while it was on its way.',
  },
]

/** The hand-made mutants of a file. @throws Error when one of them has nothing to replace */
export function handMadeMutantsOf(file: string, source: string): Mutant[] {
  const program = parse(source)
  return BY_HAND.filter((mutant) => file.endsWith(`/src/${mutant.file}`)).map(({ scope, node, to }) => {
    const found: Node[] = []
    walk(program, program, (candidate, _, where) => {
      if (where === scope && [candidate.type, detailOf(candidate)].filter(Boolean).join(' ') === node)
        found.push(candidate)
      return true
    })
    const last = found.at(-1)
    if (last === undefined) throw new Error(`${file} has no ${node} in ${scope}`)
    const { start, end } = last
    return apply(file, source, { scope, operator: `by hand, ${node}`, start, end, text: to(text(last, source)) })
  })
}

// The operator of a node, or the name that it calls or sets.
function detailOf(node: Node): string {
  const { callee, left } = node
  if (isNode(callee)) return nameOf(callee)
  if (node.type === 'AssignmentExpression' && isNode(left)) return nameOf(left)
  return node.type === 'BinaryExpression' ? String(node['operator']) : ''
}
