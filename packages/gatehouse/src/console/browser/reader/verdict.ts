// Checks an operation against the reader's token, with the same function as the gateway, and says the result.
import type { Policy } from '../../../access/index.ts'
import {
  type AuthenticationDemand,
  authenticationDemandOf,
  type AuthenticationTerms,
} from '../../../access/authentication.ts'
import { authorize } from '../../../access/authorization.ts'
import { tokenNeed } from '../../../access/policy.ts'
import type { Principal } from '../../../access/principal.ts'
import { ProblemError } from '../../../access/problem-error.ts'

/** What the reader lacks for an operation, and the remedy. */
export type Verdict =
  | { readonly kind: 'open' | 'granted' | 'signedOut' | 'expired' | 'unknown' }
  | { readonly kind: 'lacks'; readonly what: 'scope' | 'permission' | 'more'; readonly names: readonly string[] }
  | {
      readonly kind: 'lacks'
      readonly what: 'login'
      readonly names: readonly []
      readonly demand: AuthenticationDemand
    }

/** A verdict in words: what to read, and the label of the button that helps. */
export interface VerdictWords {
  readonly text: string
  readonly click?: string
  /** The button signs in as another user. */
  readonly isAnotherUser?: boolean
  /** What the login of the button must satisfy. */
  readonly demand?: AuthenticationDemand
}

/** Checks an operation. @param holder of the token; `null` when nobody is signed in */
export function judge(
  access: Policy,
  holder: { readonly principal: Principal | null } | null,
  isExpired: boolean,
): Verdict {
  if (tokenNeed(access) !== 'required') return { kind: 'open' }
  if (holder === null) return { kind: 'signedOut' }
  if (isExpired) return { kind: 'expired' }
  if (holder.principal === null) return { kind: 'unknown' }
  try {
    authorize(access, holder.principal, termsOf(holder.principal))
    return { kind: 'granted' }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const names = error.facts.required ?? []
    if (error.code === 'insufficient_user_authentication')
      return { kind: 'lacks', what: 'login', names: [], demand: authenticationDemandOf(access) }
    if (error.code === 'scope_missing') return { kind: 'lacks', what: 'scope', names }
    return { kind: 'lacks', what: error.code === 'permission_missing' ? 'permission' : 'more', names }
  }
}

// The page does not know the prefix of the tenant's claims, but the claim that it looks for. The reader's clock may be wrong, and the gateway
// judges again.
function termsOf({ claims }: Principal): AuthenticationTerms {
  const prefixed = Object.keys(claims).find((name) => /\/(?:auth_time|acr|amr)$/.test(name))
  return {
    claimNamespace: () => prefixed?.slice(0, prefixed.lastIndexOf('/')) ?? null,
    nowSeconds: () => Date.now() / 1000,
  }
}

/** Says a verdict. */
export function wordsOf(verdict: Verdict): VerdictWords {
  switch (verdict.kind) {
    case 'open':
    case 'signedOut':
      return { text: '' }
    case 'granted':
      return { text: '✓ your token will do' }
    case 'expired':
      return { text: 'your sign-in has run out', click: 'Sign in again' }
    case 'unknown':
      return { text: 'this page can’t read your token' }
    case 'lacks':
      if (verdict.what === 'scope') return { text: 'your token lacks it', click: 'Sign in with it' }
      if (verdict.what === 'login')
        return { text: 'your sign-in does not suffice', click: 'Sign in again for this', demand: verdict.demand }
      return {
        text: verdict.what === 'permission' ? 'your account lacks it' : 'not for you',
        click: 'Sign in as somebody else',
        isAnotherUser: true,
      }
    default:
      return verdict satisfies never
  }
}
