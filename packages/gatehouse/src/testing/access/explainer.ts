// Opens a gate whose refusals are explained.
import { type Policy, signedIn } from '../../access/index.ts'
import {
  makeKey,
  type Members,
  mint,
  openGate,
  refusalOf,
  requestWith,
  type Scene,
  type SigningKey,
} from './support.ts'

/** Sends requests to the gate, and returns its explanations. */
export interface Explainer {
  readonly key: SigningKey
  readonly scene: Scene
  /** Sends this Authorization header; `more` replaces parts of the request. */
  readonly send: (authorization: string | null, policy?: Policy, more?: Members) => Promise<Members>
  /** Sends a token with these claims and this header. */
  readonly show: (claims: Members, header?: Members, policy?: Policy) => Promise<Members>
}

/** Opens such a gate, with its keys in memory. */
export async function openExplainer(): Promise<Explainer> {
  const key = await makeKey('ours')
  const scene = openGate([key], { mode: 'allowed', replay: { claim: async () => true } })
  scene.source.terms = { explainRefusals: true }
  await scene.admit(await mint(key))
  const send: Explainer['send'] = async (authorization, policy = signedIn, more = {}) => {
    const { gate, background } = scene
    const refusal = await refusalOf(gate.admit(policy, { ...requestWith(authorization), ...more }, background))
    return { code: refusal?.code, ...refusal?.facts.explanation }
  }
  const show: Explainer['show'] = async (claims, header = {}, policy = signedIn) =>
    await send(`Bearer ${await mint(key, claims, header)}`, policy)
  return { key, scene, send, show }
}
