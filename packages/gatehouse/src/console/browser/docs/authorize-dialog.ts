// The dialog that asks how to sign in: one choice of the way, every scope once, and the fields that the way needs.
import { element, find } from '../elements.ts'
import { tell } from '../reader/tell.ts'
import type { Documentation, EntryDialog } from './documentation.ts'
import type { Entry, Way } from './session.ts'
import type { ImmutableMap, SwaggerSystem } from './swagger.ts'

/** Where the document describes the scopes. */
const SCOPES = ['components', 'securitySchemes', 'authorizationCode', 'flows', 'authorizationCode', 'scopes']
const TEXTS = ['token', 'username', 'password', 'clientId', 'clientSecret', 'organization'] as const
/** The fields that a way cannot do without. */
const REQUIRED: Readonly<Partial<Record<Way, readonly (typeof TEXTS)[number][]>>> = {
  token: ['token'],
  password: ['username', 'password'],
  machine: ['clientId', 'clientSecret'],
}

/** The dialog. */
export class AuthorizeDialog implements EntryDialog {
  readonly message = 'authorize-message'
  readonly #dialog = find('authorize') as HTMLDialogElement
  readonly #form = find('authorize-form') as HTMLFormElement
  readonly #clientId: string
  #system: SwaggerSystem | null = null

  /** @param settings with the id of the application that signs in when the reader names no other */
  constructor({ clientId }: { readonly clientId: string | null }) {
    this.#clientId = clientId ?? ''
  }

  /** Listens to the reader. */
  start(documentation: Documentation): void {
    const act = (action: (system: SwaggerSystem) => void) => (): void => {
      if (this.#system !== null) action(this.#system)
    }
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      act((system) => void documentation.enter(system, this.#read()))()
    })
    this.#form.addEventListener('change', () => this.#showWay())
    this.#dialog.addEventListener('close', () => this.#forget())
    find('all-scopes').addEventListener('click', () => this.#tickAll())
    find('authorize-close').addEventListener('click', () => this.close())
    find('authorize-log-out').addEventListener(
      'click',
      act((system) => documentation.leave(system)),
    )
    documentation.store.subscribe(() => {
      const { session, reader } = documentation.store.read()
      find('authorize-log-out').hidden = session === null && reader === null
    })
    find('authorize-log-out').hidden = true
  }

  get isOpen(): boolean {
    return this.#dialog.open
  }

  /** Opens it with these settings. The browser keeps the focus in it, and returns the focus when it closes. */
  open(system: SwaggerSystem, { way, scopes, ...texts }: Entry): void {
    this.#system = system
    const described = system.specSelectors.specJson().getIn(SCOPES) as ImmutableMap | undefined
    find('scopes').replaceChildren(
      ...Object.entries(described?.toJS() ?? {}).map(([name, meaning]) => choiceOf(name, meaning, scopes)),
    )
    for (const name of TEXTS) this.#input(name).value = texts[name] ?? ''
    for (const box of this.#boxes('way')) box.checked = box.value === way
    tell('', false, this.message)
    this.#showWay()
    this.#dialog.showModal()
  }

  close(): void {
    this.#dialog.close()
  }

  #showWay(): void {
    const { way } = this.#read()
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-ways]'))
      part.hidden = !(part.dataset['ways'] ?? '').split(' ').includes(way)
    for (const name of TEXTS) this.#input(name).required = REQUIRED[way]?.includes(name) ?? false
    this.#input('clientId').placeholder = way === 'machine' ? '' : this.#clientId
  }

  #read(): Entry {
    const [way] = this.#boxes('way').filter(({ checked }) => checked)
    const scopes = this.#boxes('scope').filter(({ checked }) => checked)
    const texts = TEXTS.map((name) => [name, this.#input(name).value.trim()] as const)
    const { token = '', ...rest } = Object.fromEntries(texts.filter(([, value]) => value !== ''))
    return {
      ...rest,
      ...(token !== '' && { token: token.replace(/^Bearer\s+/i, '') }),
      way: (way?.value ?? 'authorizationCode') as Way,
      scopes: scopes.map(({ value }) => value),
    }
  }

  #tickAll(): void {
    const boxes = this.#boxes('scope')
    const areAll = boxes.every(({ checked }) => checked)
    for (const box of boxes) box.checked = !areAll
  }

  // The browser must not keep them in the form.
  #forget(): void {
    for (const name of ['token', 'password', 'clientSecret'] as const) this.#input(name).value = ''
  }

  #input(name: (typeof TEXTS)[number]): HTMLInputElement {
    return find(`authorize-${name}`) as HTMLInputElement
  }

  #boxes(name: 'scope' | 'way'): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)]
  }
}

function choiceOf(name: string, meaning: unknown, ticked: readonly string[]): HTMLElement {
  const box = element('input', { type: 'checkbox', name: 'scope', value: name })
  box.checked = ticked.includes(name)
  const words = element('span', {}, element('code', {}, name), ' ', element('small', {}, String(meaning)))
  return element('label', { class: 'choice' }, box, words)
}
