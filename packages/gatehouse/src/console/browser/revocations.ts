// Runs the page for revocations: lists them, stores one, and takes one back, as the reader.
import { element, find } from './elements.ts'
import { Account, type AccountSettings } from './reader/account.ts'
import { tell } from './reader/tell.ts'
import { NAME_LABELS, orderOf, type Revocation, titleOf } from './revocations/order.ts'
import { moment } from './words.ts'

const PATH = '/admin/revocations'

const settings = JSON.parse(find('content').dataset['settings'] ?? '{}') as AccountSettings
const account = new Account(settings, ['write:revocations'])
const kind = find('kind') as HTMLSelectElement
const name = find('name') as HTMLInputElement
const organization = find('organization') as HTMLInputElement
const sure = find('sure') as HTMLInputElement

kind.addEventListener('change', showFields)
find('form').addEventListener('submit', (event) => {
  event.preventDefault()
  const order = orderOf({ kind: kind.value, name: name.value, organization: organization.value, isSure: sure.checked })
  if (typeof order === 'string') return tell(order, true)
  void send(order, 'It is revoked: every isolate refuses it within seconds.')
})
account.subscribe(() => void list())
void account.start()
showFields()

function showFields(): void {
  const { value } = kind
  const isEveryone = value === 'all'
  find('organization-field').hidden = value !== 'member'
  organization.required = value === 'member'
  find('name-field').hidden = isEveryone
  name.required = !isEveryone
  find('sure-field').hidden = !isEveryone
  find('name-label').textContent = NAME_LABELS[value] ?? ''
}

async function send(order: object, done: string): Promise<void> {
  // The type of the body becomes the header.
  const body = new Blob([JSON.stringify(order)], { type: 'application/json' })
  const answer = await account.fetch(PATH, { method: 'POST', body }).catch(() => null)
  if (answer?.ok !== true) return tell(await reasonOf(answer), true)
  tell(done)
  name.value = ''
  sure.checked = false
  await list()
}

async function list(): Promise<void> {
  const { reader, isExpired } = account.state
  const isSignedIn = reader !== null && !isExpired
  if (!isSignedIn) return show(null)
  const answer = await account.fetch(PATH).catch(() => null)
  if (answer?.ok !== true) {
    show(null)
    return tell(await reasonOf(answer), true)
  }
  show((await answer.json()) as { revocations: Revocation[]; count: number })
}

function show(found: { readonly revocations: readonly Revocation[]; readonly count: number } | null): void {
  find('invitation').hidden = found !== null
  find('tools').hidden = found === null
  if (found === null) return
  const { revocations, count } = found
  const shown = revocations.length < count ? `, the latest ${revocations.length} of them` : ''
  find('count').textContent = count === 0 ? 'Nothing is revoked.' : `${count} in all${shown}.`
  const heads = ['Tokens of', 'Undo', 'Issued before', 'Forgotten', 'From']
  find('list').hidden = count === 0
  find('list').replaceChildren(
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...revocations.map(row)),
  )
}

function row(revocation: Revocation): HTMLElement {
  const now = Date.now() / 1000
  const title = titleOf(revocation)
  const undo = element(
    'button',
    { type: 'button', class: 'button quiet', 'aria-label': `Take back: ${title}` },
    'Take back',
  )
  undo.addEventListener('click', () => {
    undo.disabled = true
    void send({ ...revocation.target, undo: true }, 'It is taken back.')
  })
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, title),
    element('td', {}, undo),
    ...[moment(revocation.issuedBefore, now), moment(revocation.endsAt, now), revocation.source].map((cell) =>
      element('td', {}, cell),
    ),
  )
}

async function reasonOf(answer: Response | null): Promise<string> {
  if (answer === null) return 'The gateway does not answer. Nothing is known to have changed: try again.'
  const { title = '', detail = '' } = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string }
  return `${title}: ${detail}`
}
