// Gives each sample the real origin, and buttons that copy it: as it stands, or with the reader's token.
import { SAMPLE_AUDIENCE, SAMPLE_ORIGIN, SAMPLE_TENANT, SAMPLE_TOKEN } from '../../placeholders.ts'
import { element } from '../elements.ts'
import type { Account, AccountSettings } from '../reader/account.ts'

const COPIED_MILLIS = 2_000

/** Puts the real tenant, audience and origin into the quick start. */
export function fillTexts({ tenant, audience }: AccountSettings): void {
  for (const code of document.querySelectorAll('code.filled')) {
    code.textContent = code.textContent
      .replaceAll(SAMPLE_AUDIENCE, () => audience ?? SAMPLE_AUDIENCE)
      .replaceAll(SAMPLE_TENANT, () => tenant ?? SAMPLE_TENANT)
      .replaceAll(SAMPLE_ORIGIN, location.origin)
  }
}

/** Completes the samples of the page. A sample gets its buttons when it is opened. */
export function startSamples(account: Account): void {
  for (const sample of document.querySelectorAll<HTMLDetailsElement>('.sample')) {
    if (sample.open) complete(sample, account)
    else sample.addEventListener('toggle', () => complete(sample, account), { once: true })
  }
}

function complete(sample: HTMLDetailsElement, account: Account): void {
  const code = sample.querySelector('code')
  if (code === null) return
  const text = code.textContent.replaceAll(SAMPLE_ORIGIN, location.origin)
  code.textContent = text
  const buttons = element(
    'p',
    { class: 'actions' },
    copyButton('Copy', async () => text),
  )
  if (text.includes(SAMPLE_TOKEN)) {
    const withToken = copyButton('Copy with your token', async () => {
      const token = await tokenOf(account)
      if (token === null) throw new Error('there is no token')
      return text.replaceAll(SAMPLE_TOKEN, () => token)
    })
    const show = (): void => void (withToken.hidden = account.state.reader === null || account.state.isExpired)
    account.subscribe(show)
    show()
    buttons.append(' ', withToken)
  }
  sample.append(buttons)
}

function copyButton(label: string, read: () => Promise<string>): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'button quiet' }, label)
  button.addEventListener('click', () => {
    void read()
      .then((text) => navigator.clipboard.writeText(text))
      .then(
        () => (button.textContent = 'Copied'),
        () => (button.textContent = 'Could not be copied'),
      )
      .then(() => setTimeout(() => (button.textContent = label), COPIED_MILLIS))
  })
  return button
}

async function tokenOf({ state: { reader } }: Account): Promise<string | null> {
  if (reader === null || reader.token !== null) return reader?.token ?? null
  const answer = await fetch('/auth/token', { method: 'POST' })
  return answer.ok ? ((await answer.json()) as { readonly access_token: string }).access_token : null
}
