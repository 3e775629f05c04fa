// Serves the files of the pages: one stylesheet and the script of the form_post response mode. They are separate files, so that the
// pages' Content-Security-Policy needs no exception for inline code.

export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --page: light-dark(#eef1f4, #101418);
  --card: light-dark(#ffffff, #191f25);
  --text: light-dark(#17202a, #e8edf2);
  --muted: light-dark(#5b6875, #9aa7b4);
  --line: light-dark(#d5dce3, #323c46);
  --hover: light-dark(#f3f7f9, #212930);
  --accent: light-dark(#0b6b62, #4cc7b8);
  --on-accent: light-dark(#ffffff, #06221f);
  --danger: light-dark(#b3261e, #ff9d94);
  --danger-back: light-dark(#fdecea, #3a1d1b);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; padding: 1.5rem 1rem;
  display: grid; grid-template-columns: minmax(0, 1fr); place-items: center;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
}
main {
  width: 100%; max-width: 25rem; padding: 2rem; border-radius: 1rem; background: var(--card);
  border: 1px solid var(--line); box-shadow: 0 12px 32px rgb(0 0 0 / 0.08);
}
main.wide { max-width: 48rem; }
.mark { display: block; margin: 0 auto 1rem; color: var(--accent); }
.wide .mark { margin-left: 0; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; text-align: center; text-wrap: balance; }
.lead { margin: 0.25rem 0 1.5rem; color: var(--muted); text-align: center; }
.lead strong { display: inline-block; color: var(--text); font-weight: 600; }
.wide h1, .wide .lead { text-align: left; }
h2 { margin: 2rem 0 0.5rem; font-size: 1rem; }
fieldset { margin: 0; padding: 0; border: 0; display: grid; gap: 0.5rem; }
legend { padding: 0; margin-bottom: 0.5rem; font-size: 0.875rem; font-weight: 600; }
button { font: inherit; color: inherit; cursor: pointer; }
.person {
  display: grid; grid-template-columns: auto 1fr auto; gap: 0 0.75rem; align-items: center; width: 100%;
  padding: 0.625rem 0.75rem; text-align: left; background: none; border: 1px solid var(--line); border-radius: 0.625rem;
}
.person:hover { background: var(--hover); border-color: var(--accent); }
.avatar {
  grid-row: span 2; width: 2.25rem; height: 2.25rem; border-radius: 50%; display: grid; place-items: center;
  background: color-mix(in srgb, var(--accent) 16%, transparent); color: var(--accent);
  font-size: 0.8125rem; font-weight: 700;
}
.person .name { font-weight: 600; line-height: 1.3; }
.person .email { grid-column: 2 / span 2; color: var(--muted); font-size: 0.875rem; line-height: 1.3; overflow-wrap: anywhere; }
.person .may { grid-column: 3; grid-row: 1; color: var(--muted); font-size: 0.8125rem; }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0; color: var(--muted); font-size: 0.875rem; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
label { display: block; margin-bottom: 0.25rem; font-size: 0.875rem; font-weight: 600; }
input {
  width: 100%; margin-bottom: 1rem; padding: 0.625rem 0.75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--muted); border-radius: 0.625rem;
}
input[aria-invalid='true'] { border-color: var(--danger); }
:is(input, button, a, .scroll):focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 55%, transparent); outline-offset: 1px; }
.primary {
  width: 100%; padding: 0.6875rem; border: 0; border-radius: 0.625rem; font-weight: 600;
  background: var(--accent); color: var(--on-accent);
}
.primary:hover { filter: brightness(1.08); }
.secondary {
  width: 100%; margin-top: 0.5rem; padding: 0.625rem; border: 1px solid var(--line); border-radius: 0.625rem; background: none;
}
.secondary:hover { background: var(--hover); }
.error { margin: 0 0 1rem; padding: 0.625rem 0.75rem; border-radius: 0.625rem; background: var(--danger-back); color: var(--danger); }
.note { margin: 1.5rem 0 0; color: var(--muted); font-size: 0.8125rem; text-align: center; }
code { font: 0.875em ui-monospace, SFMono-Regular, Menlo, 'Liberation Mono', monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
th { font-weight: 600; border-top: 0; }
td code { overflow-wrap: normal; }
a { color: var(--accent); }
@media (max-width: 30rem) { main { padding: 1.5rem 1.25rem; } }
`

export const FORM_POST_SCRIPT = `document.forms[0].submit()\n`

/** A round picture with a user's initials. */
export function avatarSvg(initials: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img"><rect width="64" height="64" rx="32" fill="#0b6b62"/><text x="32" y="40" text-anchor="middle" font-family="sans-serif" font-size="24" font-weight="700" fill="#fff">${initials}</text></svg>`
}

export function initialsOf(name: string): string {
  return name
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('')
}
