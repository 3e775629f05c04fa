// Builds the status page without its figures: every fixed heading and sentence, and the places that its script fills.
import { html } from 'hono/html'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'
import type { Brand } from './brand.ts'
import { brandMark } from './brand-mark.ts'
import type { Page } from './frame.ts'
import type { Html } from './html.ts'

// The script finds these places by name.
interface Panel {
  readonly name: string
  readonly title: string
  readonly note?: string | Html
  readonly wide?: boolean
}

/** The status page. */
export function statusPage(brand: Brand): Page {
  return {
    title: `${brand.title}: status`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/status.css" />
      <script defer src="/docs/assets/status.js"></script>`,
    body: html`<main class="status" id="status" data-settings="${SETTINGS_PLACEHOLDER}">
      <header class="top">
        <div>
          <p class="crumb"><a href="/">${brandMark(brand)}</a> · <a href="/docs">Documentation</a></p>
          <h1 id="title" tabindex="-1">Status</h1>
        </div>
        <div class="controls" id="controls" hidden>
          <p class="fresh"><span class="dot" aria-hidden="true"></span><span id="fresh"></span></p>
          <button class="button quiet" type="button" id="pause" aria-pressed="false">Pause</button>
          <button class="button quiet" type="button" id="sign-out">Sign out</button>
        </div>
      </header>
      <p class="message" id="message" role="status"></p>
      ${signIn()} ${figures()}
      <noscript
        ><p class="message">
          This page needs JavaScript. GET /status/figures with a token answers the figures as JSON.
        </p></noscript
      >
    </main>`,
  }
}

function signIn(): Html {
  return html`<section class="panel sign-in" id="sign-in">
    <h2>Sign in to see how the gateway is doing</h2>
    <p>
      The figures are for those who hold the permission <code>read:status</code>. You sign in at the tenant, in a window
      of its own; this page keeps the token in its memory and forgets it when it is closed.
    </p>
    <p><button class="button" type="button" id="sign-in-button">Sign in</button></p>
  </section>`
}

function figures(): Html {
  return html`<div id="figures" hidden>
    <p class="scope">
      These are the figures of the one isolate that answered; it counts since <span id="since"></span>, and what this
      page asks is counted too. Cloudflare runs many isolates of a gateway, and each counts for itself: Workers
      Analytics Engine has the figures of all.
    </p>
    <section class="health" aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      <ul class="parts" id="parts"></ul>
    </section>
    <dl class="tiles" id="tiles"></dl>
    <div class="panels">
      ${chart({
        name: 'minutes',
        title: 'Requests by minute, last hour',
        wide: true,
        note: html`<span class="key ok">answered</span> <span class="key refused">refused (4xx)</span>
          <span class="key failed">failed (5xx)</span>`,
      })}
      ${chart({ name: 'codes', title: 'Refusals by code' })}
      ${chart({
        name: 'latencies',
        title: 'How long answers took',
        note: 'From arrival to the head of the answer; each column up to its bound. A Worker’s clock stands still while it computes: what is measured is the waiting.',
      })}
      ${chart({ name: 'services', title: 'Requests by service' })}
      ${chart({
        name: 'tiers',
        title: 'Where the keys of good tokens came from',
        note: html`<span id="tiers-note"></span>`,
      })}
      <section class="panel wide" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <div id="keys"></div>
      </section>
    </div>
  </div>`
}

// The table shows the same as the chart: for screen readers, and for readers who want the numbers.
function chart({ name, title, note, wide }: Panel): Html {
  return html`<section class="panel${wide === true ? ' wide' : ''}" aria-labelledby="${name}-title">
    <h2 id="${name}-title">${title}</h2>
    ${note === undefined ? '' : html`<p class="note">${note}</p>`}
    <div class="chart" id="${name}-chart"></div>
    <details>
      <summary>As a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="${name}-title">
        <table id="${name}-table"></table>
      </div>
    </details>
  </section>`
}
