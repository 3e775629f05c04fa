// Greets the user of the session on the index page.
import { element, find } from './elements.ts'
import { loginUrl, readSessionName } from './reader/session.ts'

const place = find('account')
const { hasLogin, hasSession } = JSON.parse(place.dataset['settings'] ?? '{}') as {
  readonly hasLogin?: boolean
  readonly hasSession?: boolean
}
if (hasLogin === true) void greet(hasSession === true)

async function greet(hasSession: boolean): Promise<void> {
  const name = hasSession ? await readSessionName() : null
  if (name === null) place.append(linkTo(loginUrl([]), 'Log in'))
  else {
    place.append('Hello, ', element('strong', {}, name), '. ', linkTo('/auth/logout', 'Log out'), ' · ')
    place.append(linkTo(loginUrl([], true), 'Log in as somebody else'))
  }
}

function linkTo(href: string, label: string): HTMLElement {
  return element('a', { href }, label)
}
