// The soak: `npm run soak [-- --seconds 120]`. Mixed traffic at full load while domains crash and return, the tenant goes away and
// comes back with other keys, KV fails, clients hang up, and one person is revoked and reinstated all the time. At the end every request is accounted for, no token passed that should
// not have, no payment was lost or doubled, and memory is flat; else it says what was not so and exits with 1.
import { env, exit } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { runCommand } from '../../packages/gatehouse/src/cli/dev/command.ts'
import { APPLICATION } from '../../packages/gatehouse/test/folders.ts'
import { Account, type GrowthMax } from './account.ts'
import { type SoakRun, payment, runClient, send, bearer, type PlannedPayment } from './clients.ts'
import { workerdMebibytes } from './processes.ts'
import { startRevoker } from './revoker.ts'
import { startSoakSystem } from './system.ts'
import { OWNERS, type SoakToken, Tokens } from './tokens.ts'

const CLIENTS = 16
/** Shorter than this the phases would overlap. */
const SECONDS_MIN = 30
const SECONDS_MAX = 600
/** How long it takes until a revoked key is worth nothing anywhere, and the keys after it are known everywhere. */
const SECONDS_FOR_REVOCATION = 120
/**
 * What may be held in memory at the end, by what was held half way. A Worker's heap differs by a tenth of a MiB from look to look,
 * and gains three tenths as it warms up; the whole process a tenth.
 */
const GROWTH_MAX: GrowthMax = { heapMebibytes: 0.4, processRatio: 1.12 }

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' } } })
const seconds = Number(values.seconds)
if (!Number.isInteger(seconds) || seconds < SECONDS_MIN || seconds > SECONDS_MAX)
  throw new RangeError(`--seconds takes ${SECONDS_MIN} to ${SECONDS_MAX}`)

env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false'
process.chdir(APPLICATION)
await runCommand(['contracts'])
const system = await startSoakSystem()
const { tenant } = system
const tokens = new Tokens(tenant)
const run: SoakRun = { url: system.url, account: new Account(), tokens, planned: [], isOver: false }
try {
  await tokens.renew()
  const stopRevoker = startRevoker(run, revokerParts())
  await breakThings()
  await stopRevoker()
  await settle()
  for (const line of system.defects()) run.account.violate(`logged: ${line}`)
} finally {
  await system.stop()
}
run.account.close(GROWTH_MAX)
console.log(run.account.print())
const acknowledged = run.planned.filter(({ id }) => id !== null).length
console.log(`${run.planned.length} payments asked for, ${acknowledged} acknowledged, each of them there once`)
exit(run.account.isGood ? 0 : 1)

// A person of their own, whose tokens are older than every revocation.
function revokerParts() {
  const subject = 'auth0|soak-revoked'
  const user = 'admin@example.com'
  const iat = Math.floor(Date.now() / 1000) - 60
  let watched: { readonly after: string; readonly token: SoakToken } | null = null
  const minted = async (order: object) => ({ token: await tenant.mint({ user, ...order }), owner: -1, revokedAt: null })
  return {
    subject,
    // Anew after the tenant's keys have turned over, and not more often: each new token is remembered for a while.
    mintWatched: async () => {
      const newest = tokens.newest(0)?.token ?? ''
      if (watched === null || watched.after !== newest)
        watched = { after: newest, token: await minted({ scope: 'read:payments', claims: { sub: subject, iat } }) }
      return watched.token
    },
    mintOperator: () => minted({ claims: { sub: 'auth0|soak-operator', permissions: ['write:revocations'] } }),
  }
}

/**
 * One thing after the other, each for a share of the time, and everything whole again and nothing on its way in between. Half way
 * and at the end memory is looked at then.
 */
async function breakThings(): Promise<void> {
  const phases: readonly (readonly [title: string, begin: () => Promise<unknown>, end: () => Promise<unknown>])[] = [
    // First, and only where there is time: the tenant is asked twice a minute at most, and its keys turn over once more below.
    ...(seconds < SECONDS_FOR_REVOCATION ? [] : [['the tenant revokes its key', revoke, mend] as const]),
    ['payments crashes before it has done anything', () => system.set({ payments: 'crash before' }), mend],
    ['payments crashes after the payment is made', () => system.set({ payments: 'crash after' }), mend],
    ['search hangs', () => system.set({ search: 'hang' }), mend],
    ['KV fails', () => system.set({ kv: 'neither' }), mend],
    ['the tenant goes away, and comes back with the next key', tenantGoes, tenantReturns],
  ]
  const share = (seconds * 1000) / (phases.length * 2)
  const looks = [Math.ceil(phases.length / 2) - 1, phases.length - 1]
  for (const [index, [title, begin, end]] of phases.entries()) {
    run.isOver = false
    const clients = Array.from({ length: CLIENTS }, () => runClient(run))
    await sleep(share)
    console.log(`· ${title}`)
    await begin()
    await sleep(share)
    await end()
    run.isOver = true
    await Promise.all(clients)
    if (!looks.includes(index)) continue
    const heaps = await system.heaps()
    run.account.look(workerdMebibytes(), heaps)
  }
}

async function mend(): Promise<void> {
  await system.set({ payments: 'fine', search: 'fine', kv: 'fine' })
}

async function tenantGoes(): Promise<void> {
  await tenant.control('POST', 'faults', { path: '/.well-known/jwks.json', status: 503 })
  await tenant.control('POST', 'keys/rotate')
  await tokens.renew()
}

async function tenantReturns(): Promise<void> {
  await tenant.control('DELETE', 'faults')
}

// The emergency: what signed until now is worth nothing, and the key that was published in advance signs at once.
async function revoke(): Promise<void> {
  tokens.revokeAll(Date.now())
  await tenant.control('POST', 'keys/revoke', { key: 'current' })
  await tenant.control('POST', 'keys/revoke', { key: 'previous' })
  await tokens.renew()
}

/** Looks every payment up: those that were acknowledged are there once, the others once or not at all. */
async function settle(): Promise<void> {
  for (let owner = 0; owner < OWNERS; owner++) {
    const found = new Map<string, string[]>()
    for (const { id, description } of await paymentsOf(owner))
      found.set(description, [...(found.get(description) ?? []), id])
    for (const plan of run.planned.filter((candidate) => candidate.owner === owner)) {
      checkPayment(plan, found.get(plan.name) ?? [])
      found.delete(plan.name)
    }
    for (const name of found.keys()) run.account.violate(`there is a payment that no client asked for: ${name}`)
  }
  await repeatOne()
}

function checkPayment({ name, id }: PlannedPayment, ids: readonly string[]): void {
  if (ids.length > 1) run.account.violate(`the payment ${name} was made ${ids.length} times`)
  if (id !== null && ids.length === 0) run.account.violate(`the payment ${name} was acknowledged and is gone`)
  if (id !== null && ids.length === 1 && ids[0] !== id) run.account.violate(`the payment ${name} has another id`)
}

// A client that repeats its request with the same key after all of this gets the same payment.
async function repeatOne(): Promise<void> {
  const plan = run.planned.find(({ id }) => id !== null)
  const token = plan && tokens.newest(plan.owner)
  if (plan === undefined || !token) throw new Error('no payment was made at all')
  const answer = await send(run, 'pay, asked again', '/payments', payment(plan, token), () => [201])
  if (answer === null || (JSON.parse(answer.text) as { id: string }).id !== plan.id)
    run.account.violate('a payment that was asked for again is another one')
}

async function paymentsOf(owner: number): Promise<{ id: string; description: string }[]> {
  const token = tokens.newest(owner)
  if (token === null) throw new Error('no token is good any more')
  const found: { id: string; description: string }[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = `/payments?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`
    const answer = await send(run, 'list, at the end', path, bearer(token), () => [200])
    if (answer?.status !== 200) throw new Error(`the payments can not be read: ${answer?.text ?? 'no answer'}`)
    const page = JSON.parse(answer.text) as {
      payments: { id: string; description: string }[]
      nextCursor: string | null
    }
    found.push(...page.payments)
    cursor = page.nextCursor
  }
  return found
}
