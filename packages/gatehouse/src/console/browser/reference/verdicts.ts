// Shows at each operation whether the reader's token is good for it, and one click if it is not.
import type { Policy } from '../../../access/index.ts'
import { scopesOf } from '../../../access/policy-data.ts'
import { element } from '../elements.ts'
import { judge, wordsOf } from '../reader/verdict.ts'
import type { Account } from '../reader/account.ts'

/** Shows the verdict of every operation on the page. */
export function showVerdicts(account: Account): void {
  for (const article of document.querySelectorAll<HTMLElement>('.operation')) showVerdict(article, account)
}

function showVerdict(article: HTMLElement, account: Account): void {
  const access = JSON.parse(article.dataset['access'] ?? 'null') as Policy | null
  const place = article.querySelector<HTMLElement>('.verdict')
  if (access === null || place === null) return
  const { reader, isExpired } = account.state
  const verdict = judge(access, reader, isExpired)
  const { text, click, isAnotherUser = false, demand } = wordsOf(verdict)
  const label = click ?? (verdict.kind === 'signedOut' && account.canSignIn ? 'Sign in for this' : undefined)
  place.className = `verdict ${verdict.kind}`
  place.hidden = text === '' && label === undefined
  place.replaceChildren(text)
  const link = document.querySelector(`nav a[href="#${CSS.escape(article.id).replaceAll('\\', '\\\\')}"]`)
  link?.classList.toggle('granted', verdict.kind === 'granted')
  if (label === undefined) return
  const button = element('button', { type: 'button', class: 'button quiet' }, label)
  button.addEventListener('click', () => void account.signIn(scopesOf(access), isAnotherUser, demand))
  place.append(' ', button)
}
