// Builds the status page without its figures: every fixed heading and sentence, and the places that its script fills.
import { html } from 'hono/html'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'
import type { Brand } from './brand.ts'
import type { Page } from './frame.ts'
import type { Html } from './html.ts'
import { accountPlace, siteHeader } from './site-header.ts'

// The script finds these places by name.
interface Panel {
  readonly name: string
  readonly title: string
  readonly note?: string | Html
}

/** The status page. */
export function statusPage(brand: Brand): Page {
  return {
    title: `${brand.title}: status`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/status.css" />
      <script defer src="/docs/assets/status.js"></script>`,
    body: html`${siteHeader(brand, '/status', 'status', accountPlace())}
      <p class="docs-message" id="message" role="status"></p>
      <main
        class="status"
        id="status"
        tabindex="-1"
        data-settings="${SETTINGS_PLACEHOLDER}"
        data-figures="/docs/assets/status-figures.js"
      >
        <div class="top">
          <h1 id="title">Status</h1>
          <p class="quiet" id="place"></p>
          <div class="controls" id="controls" hidden>
            <p class="fresh"><span class="dot" aria-hidden="true"></span><span id="fresh"></span></p>
            <button class="button quiet" type="button" id="pause" aria-pressed="false">Pause</button>
          </div>
        </div>
        ${signIn()}
        <div id="figures" hidden>${figures()}</div>
        <noscript
          ><p>This page needs JavaScript. GET /status/deployment with a token answers the figures as JSON.</p></noscript
        >
      </main>`,
  }
}

function signIn(): Html {
  return html`<section class="panel sign-in" id="signed-out">
    <h2>Sign in to see how the gateway is doing</h2>
    <p>The figures are for those who hold the permission <code>read:status</code>.</p>
    <p><button class="button" type="button" id="enter">Sign in to see the figures</button></p>
  </section>`
}

function figures(): Html {
  return html`<form class="filters" id="filters" aria-label="Which figures">
      ${choice('range', 'Time', [
        ['hour', 'Last hour'],
        ['day', 'Last 24 hours'],
        ['week', 'Last 7 days'],
        ['month', 'Last 30 days'],
      ])}
      ${choice('service', 'Service', [['', 'All services']])} ${choice('code', 'Code', [['', 'All answers']])}
    </form>
    <p class="scope" id="scope"></p>
    <section class="health" aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      <ul class="parts" id="parts"></ul>
    </section>
    <dl class="tiles" id="tiles"></dl>
    <div class="panels">
      ${chart(
        {
          name: 'minutes',
          title: 'Requests by minute, last hour',
          note: html`<span class="key ok">answered</span> <span class="key refused">refused (4xx)</span>
            <span class="key failed">failed (5xx)</span>`,
        },
        true,
      )}
      ${bars({ name: 'codes', title: 'Refusals by code', note: 'Each code leads to its page.' })}
      ${chart({
        name: 'latencies',
        title: 'How long answers took',
        note: 'From arrival to the head of the answer. A Worker’s clock stands still while it computes: what is measured is the waiting.',
      })}
      ${bars({ name: 'services', title: 'Requests by service' })}
      ${bars({ name: 'routes', title: 'Requests by route' })}
      ${bars({ name: 'clients', title: 'Requests by application' })}
      ${bars({ name: 'statuses', title: 'Requests by status' })}
      ${bars({ name: 'countries', title: 'Requests by country' })}
      ${bars({ name: 'colos', title: 'Requests by data center' })}
      <section class="panel wide" id="history-panel" aria-labelledby="history-title">
        <h2 id="history-title">Readiness</h2>
        <p class="note">
          <span class="key good">ready</span> <span class="key refused">sometimes</span>
          <span class="key failed">not ready</span> <span class="key none">not checked</span>
        </p>
        <ul class="history" id="history"></ul>
      </section>
      ${signIns()}
      <section class="panel" id="isolates-panel" aria-labelledby="isolates-title">
        <h2 id="isolates-title">Isolates</h2>
        <div id="isolates"></div>
        <p class="note"><a class="alone" href="/status/revocations">List, add and undo revocations</a></p>
        ${table('isolates', 'The latest reports')}
      </section>
      ${bars({
        name: 'tiers',
        title: 'Where the keys of good tokens came from',
        note: html`<span id="tiers-note"></span>`,
      })}
      <section class="panel wide" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <div id="keys"></div>
      </section>
    </div>`
}

function signIns(): Html {
  return html`<section class="panel wide" id="sign-ins-panel" aria-labelledby="sign-ins-title">
    <h2 id="sign-ins-title">Sign-ins</h2>
    <p class="note" id="sign-ins-note"></p>
    <p class="note"><span class="key ok">signed in</span> <span class="key failed">failed</span></p>
    <div class="chart" id="sign-ins-chart" tabindex="0" role="group" aria-labelledby="sign-ins-title"></div>
    ${table('sign-ins', 'The latest')}
    <div class="lists">
      ${list('ways', 'How')} ${list('applications', 'With which application')} ${list('origins', 'Where')}
      ${list('reasons', 'Why some failed')}
    </div>
  </section>`
}

function list(name: string, title: string): Html {
  return html`<div id="${name}-panel">
    <h3>${title}</h3>
    <ul class="bars" id="${name}-bars"></ul>
  </div>`
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[]): Html {
  return html`<label
    >${label}
    <select id="${name}">
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select></label
  >`
}

function heading({ name, title, note }: Panel): Html {
  return html`<h2 id="${name}-title">${title}</h2>
    ${note === undefined ? '' : html`<p class="note">${note}</p>`}`
}

function chart(panel: Panel, isWide: boolean = false): Html {
  const { name } = panel
  return html`<section class="panel${isWide ? ' wide' : ''}" id="${name}-panel" aria-labelledby="${name}-title">
    ${heading(panel)}
    <div class="chart" id="${name}-chart" tabindex="0" role="group" aria-labelledby="${name}-title"></div>
    ${table(name, 'As a table')}
  </section>`
}

function bars(panel: Panel): Html {
  const { name } = panel
  return html`<section class="panel" id="${name}-panel" aria-labelledby="${name}-title">
    ${heading(panel)}
    <ul class="bars" id="${name}-bars"></ul>
  </section>`
}

// For screen readers, and for readers who want the numbers.
function table(name: string, summary: string): Html {
  return html`<details>
    <summary>${summary}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${summary}">
      <table id="${name}-table"></table>
    </div>
  </details>`
}
