// Runs the page that the tenant redirects to, in the window of the login: passes the response to the page that began it, and closes.
// Nothing is stored, and the response is removed from the URL at once.
import { type Answer, answerIn, type Delivery, isReceipt, LOGIN_CHANNEL } from './login/answer.ts'
import { find } from './elements.ts'

/** How long a page of ours may take to confirm the response. */
const RECEIPT_MILLIS = 2_000

const answer = answerIn(location)
history.replaceState(null, '', location.pathname)
void bringBack(answer)

async function bringBack(answer: Answer): Promise<void> {
  if (answer['state'] === undefined && answer['error'] === undefined)
    return showMessage('There is no login to finish here.')
  const delivery: Delivery = { gatehouseLogin: answer }
  if (!((await handToOpener(delivery)) || (await callOut(delivery, answer['state'])))) {
    return showMessage('Nobody was waiting for this answer, so it was not used.')
  }
  window.close()
  // If a window may not close itself.
  showMessage('You can close this window now.')
}

async function handToOpener(delivery: Delivery): Promise<boolean> {
  const opener = window.opener as Window | null
  if (opener === null || opener.closed) return false
  const { port1, port2 } = new MessageChannel()
  const received = receiptOf((listener) => (port1.onmessage = listener))
  // The browser does not deliver it to an opener that has another origin by now.
  opener.postMessage(delivery, location.origin, [port2])
  return await received
}

async function callOut(delivery: Delivery, state: string | undefined): Promise<boolean> {
  const channel = new BroadcastChannel(LOGIN_CHANNEL)
  const received = receiptOf((listener) => {
    channel.onmessage = (event) => {
      if (isReceipt(event.data, state)) listener()
    }
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is this origin's alone
  channel.postMessage(delivery)
  return await received
}

function receiptOf(listen: (listener: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  listen(() => resolve(true))
  setTimeout(() => resolve(false), RECEIPT_MILLIS)
  return promise
}

function showMessage(text: string): void {
  find('message').textContent = text
}
