// Builds the page for revocations: a form, and the place of the list that its script fills.
import { html } from 'hono/html'
import type { Brand } from './brand.ts'
import type { Page } from './frame.ts'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'
import { accountPlace, siteHeader } from './site-header.ts'

/** The page. */
export function revocationsPage(brand: Brand): Page {
  return {
    title: `${brand.title}: revocations`,
    brand,
    head: html`<link rel="stylesheet" href="/docs/assets/revocations.css" />
      <script defer src="/docs/assets/revocations.js"></script>`,
    body: html`${siteHeader(brand, '/status/revocations', 'content', accountPlace())}
      <p class="docs-message" id="message" role="status"></p>
      <main class="revocations" id="content" tabindex="-1" data-settings="${SETTINGS_PLACEHOLDER}">
        <h1>Revocations</h1>
        <p>
          A revocation refuses every token and ends every session that was issued until now, in every isolate within
          seconds. New tokens pass: block the user or the application at the tenant too.
        </p>
        <p id="invitation">You need the permission <code>write:revocations</code>: sign in above.</p>
        <div id="tools" hidden>
          <form id="form">
            <h2>Revoke</h2>
            <p>
              <label for="kind">Tokens of</label>
              <select id="kind" name="kind">
                <option value="subject">a user or a machine</option>
                <option value="client">an application</option>
                <option value="session">a session of the tenant</option>
                <option value="organization">an organization</option>
                <option value="member">a member of an organization</option>
                <option value="all">everyone</option>
              </select>
            </p>
            <p id="organization-field" hidden>
              <label for="organization">Organization, its <code>org_id</code></label>
              <input id="organization" autocomplete="off" spellcheck="false" maxlength="255" />
            </p>
            <p id="name-field">
              <label for="name" id="name-label">User, the <code>sub</code> of the token</label>
              <input id="name" autocomplete="off" spellcheck="false" maxlength="255" required />
            </p>
            <p id="sure-field" hidden>
              <label><input id="sure" type="checkbox" /> Everyone has to log in again, I too</label>
            </p>
            <p><button class="button" type="submit">Revoke</button></p>
          </form>
          <section>
            <h2 id="list-title">What is revoked</h2>
            <p id="count"></p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="list-title">
              <table id="list"></table>
            </div>
          </section>
        </div>
        <noscript
          ><p>This page needs JavaScript. <code>gatehouse revoke</code> does the same.</p></noscript
        >
      </main>`,
  }
}
