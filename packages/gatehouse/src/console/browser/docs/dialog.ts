// Makes Swagger UI's Authorize dialog usable by keyboard: it opens at its start, keeps the focus while it is open and returns it, and its
// "select all" can be reached.
import type { SwaggerPlugin, SwaggerSystem } from './swagger.ts'

const FOCUSABLE = 'button, input, select, a[href], a[tabindex]'
const SELECT_LINKS = '.scopes h2 a'

/** The plugin. */
export const dialogPlugin: SwaggerPlugin = {
  wrapComponents: {
    authorizationPopup: (Dialog, { React }) => focusing(Dialog, React),
    oauth2: (Scheme, { React }) => withReachableLinks(Scheme, React),
  },
}

function focusing(Dialog: unknown, { createElement, useEffect, useState }: SwaggerSystem['React']) {
  return (props: object): unknown => {
    // An effect is too late: a field of the dialog has taken the focus by then.
    const [before] = useState(() => document.activeElement)
    useEffect(() => {
      const box = document.querySelector<HTMLElement>('.dialog-ux .modal-ux')
      const close = document.querySelector<HTMLElement>('.dialog-ux .close-modal')
      const title = box?.querySelector('h3')
      title?.setAttribute('id', 'authorize-title')
      for (const [name, value] of [
        ['role', 'dialog'],
        ['aria-modal', 'true'],
        ['aria-labelledby', 'authorize-title'],
      ] as const) {
        box?.setAttribute(name, value)
      }
      close?.setAttribute('aria-label', 'Close the dialog')
      close?.focus()
      document.querySelector('.dialog-ux .modal-ux-content')?.scrollTo(0, 0)
      const keep = (event: KeyboardEvent): void => {
        if (box !== null) keepFocus(event, box)
      }
      document.addEventListener('keydown', keep)
      return () => {
        document.removeEventListener('keydown', keep)
        if (before instanceof HTMLElement) before.focus()
      }
    }, [])
    return createElement(Dialog, props)
  }
}

// WAI-ARIA Authoring Practices, «Dialog (Modal)»: Tab goes round in it.
function keepFocus(event: KeyboardEvent, box: HTMLElement): void {
  if (event.key !== 'Tab') return
  const stops = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => !stop.hasAttribute('disabled'))
  const [first, last] = [stops[0], stops.at(-1)]
  const [edge, other] = event.shiftKey ? [first, last] : [last, first]
  if (document.activeElement !== edge && box.contains(document.activeElement)) return
  event.preventDefault()
  other?.focus()
}

// They are links without a target, so the keyboard skips them.
function withReachableLinks(Scheme: unknown, { createElement, useEffect }: SwaggerSystem['React']) {
  return (props: object): unknown => {
    useEffect(() => {
      for (const link of document.querySelectorAll<HTMLElement>(SELECT_LINKS)) {
        link.tabIndex = 0
        link.setAttribute('role', 'button')
        link.onkeydown = (event) => {
          if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault()
            link.click()
          }
        }
      }
    })
    return createElement(Scheme, props)
  }
}
