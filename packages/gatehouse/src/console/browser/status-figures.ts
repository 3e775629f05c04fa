// Shows the figures of the status page: requests them every few seconds while the page is visible and its reader is signed in. The page
// loads this for a reader who is signed in (status.ts).
import { find } from './elements.ts'
import type { Account } from './reader/account.ts'
import { tell } from './reader/tell.ts'
import type { Findings } from './status/figures.ts'
import { chosenFigures, offerChoices, onChoice } from './status/filters.ts'
import { ask, SignInNeeded } from './status/gateway.ts'
import { startTips } from './status/tips.ts'
import { show } from './status/views.ts'
import { moment } from './words.ts'

/** As long as the gateway reuses its result about its parts (readiness.ts). */
const REFRESH_MILLIS = 5_000

/** Asks the reader to sign in again, when the gateway has refused the figures. */
export type AskToSignIn = (refusal: SignInNeeded) => void

/** The figures of the page. */
export class Figures {
  readonly #account: Account
  readonly #askToSignIn: AskToSignIn
  readonly #pageTitle = document.title
  #shown: Findings | null = null
  #isPaused = false
  #next: number | undefined
  /** Since when the gateway has not answered, in seconds since the epoch. */
  #silentSince: number | null = null

  constructor(account: Account, askToSignIn: AskToSignIn) {
    this.#account = account
    this.#askToSignIn = askToSignIn
    const pauseButton = find('pause')
    pauseButton.addEventListener('click', () => {
      this.#isPaused = !this.#isPaused
      pauseButton.setAttribute('aria-pressed', String(this.#isPaused))
      this.#sayWhen()
      void this.refresh()
    })
    document.addEventListener('visibilitychange', () => void this.refresh())
    addEventListener('resize', () => {
      if (this.#shown !== null) show(this.#shown)
    })
    onChoice(() => void this.refresh(true))
    startTips()
  }

  /** Shows nothing any more, because there is no reader. */
  hide(): void {
    this.#shown = null
    clearTimeout(this.#next)
    reveal(false)
    document.title = this.#pageTitle
  }

  /**
   * Requests the figures, shows them, and goes on: one request at a time, and only while it makes sense. The last timer that was set sends it.
   *
   * @param isChosen whether the reader has chosen other figures: those are shown also while the page is paused
   */
  async refresh(isChosen: boolean = false): Promise<void> {
    clearTimeout(this.#next)
    const { reader, isExpired } = this.#account.state
    if (reader === null || isExpired || (this.#isPaused && !isChosen) || document.hidden) return
    const choice = chosenFigures()
    const isOutdated = (): boolean => this.#account.state.reader !== reader || chosenFigures() !== choice
    find('figures').setAttribute('aria-busy', String(isChosen))
    try {
      const findings = await ask(this.#account, choice)
      if (isOutdated()) return
      this.#show(findings)
    } catch (error) {
      if (isOutdated()) return
      if (error instanceof SignInNeeded) {
        this.hide()
        this.#askToSignIn(error)
        return tell(error.message, true)
      }
      this.#silentSince ??= Date.now() / 1000
      tell(this.#sayOutage(error), true)
    }
    find('figures').setAttribute('aria-busy', 'false')
    find('figures').classList.toggle('old', this.#silentSince !== null)
    document.title = this.#titleOf()
    this.#sayWhen()
    clearTimeout(this.#next)
    this.#next = setTimeout(() => void this.refresh(), REFRESH_MILLIS)
  }

  #show(findings: Findings): void {
    const isFirst = this.#shown === null
    this.#shown = findings
    if (this.#silentSince !== null || isFirst) tell('')
    this.#silentSince = null
    reveal(true)
    offerChoices(findings)
    show(findings)
    if (isFirst) find('status').focus({ preventScroll: true })
  }

  #sayOutage(error: unknown): string {
    const now = Date.now() / 1000
    const why = error instanceof Error && !(error instanceof TypeError) ? ` ${error.message}` : ''
    const old = this.#shown === null ? '' : ` What you see is from ${moment(this.#shown.at, now)}.`
    return `No figures since ${moment(this.#silentSince ?? now, now)}: the gateway cannot be reached.${why}${old} Trying again …`
  }

  // What a reader sees who has the page in another tab.
  #titleOf(): string {
    if (this.#silentSince !== null) return `✕ No answer – ${this.#pageTitle}`
    const broken = this.#shown?.readiness?.parts.filter(({ ready }) => !ready).map(({ name }) => name) ?? []
    return broken.length === 0 ? this.#pageTitle : `✕ Not ready: ${broken.join(', ')} – ${this.#pageTitle}`
  }

  #sayWhen(): void {
    const now = Date.now() / 1000
    const how = this.#isPaused ? 'paused' : `every ${REFRESH_MILLIS / 1000} s`
    find('fresh').textContent = `As of ${moment(this.#shown?.at ?? now, now)}, ${how}`
    find('controls').classList.toggle('paused', this.#isPaused)
    find('controls').classList.toggle('silent', this.#silentSince !== null)
  }
}

function reveal(isSignedIn: boolean): void {
  find('signed-out').hidden = isSignedIn
  find('figures').hidden = !isSignedIn
  find('controls').hidden = !isSignedIn
}
