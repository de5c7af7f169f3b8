import { html, raw } from 'hono/html'

/** A language that a phone may be set to. */
export interface Hint {
  readonly tag: string
  readonly name: string
  readonly dir: 'ltr' | 'rtl'
}

const styles = ['frame', 'phone', 'bubble', 'telegram', 'whatsapp', 'sheet', 'panel']

/** Drawn for this page; `currentColor` throughout. */
const icons: Readonly<Record<string, string>> = {
  send: '<path d="M3 11.5 20.5 4 14 21l-3-7.5z"/><path d="m11 13.5 4-4.5"/>',
  mic: '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3"/>',
  clip: '<path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14.500 7"/>',
  photo:
    '<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4 18 5-5 3 3 4-5 5 6"/>',
  reply: '<path d="M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7"/>',
  list: '<path d="M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  gear: '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.500"/><circle cx="8" cy="17" r="2.500"/>',
  pulse: '<path d="M3 12h4l3-7 4 14 3-7h4"/>',
  play: '<path d="M8 5v14l11-7z" fill="currentColor"/>',
}

const sprite = raw(
  `<svg class="sprite" aria-hidden="true">${Object.entries(icons)
    .map(([name, paths]) => `<symbol id="icon-${name}" viewBox="0 0 24 24">${paths}</symbol>`)
    .join('')}</svg>`,
)
const icon = (name: string) =>
  html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}"></use></svg>`

const tab = (look: string, name: string) =>
  html`<button type="button" class="tab" data-look="${look}" aria-pressed="false">${name}</button>`

const bar = () => html`
  <header class="bar">
    <div class="tabs" role="group" aria-label="Which app">
      ${tab('telegram', 'Telegram')}${tab('whatsapp', 'WhatsApp')}${tab('text', 'Text')}
    </div>
    <button type="button" class="tool" id="open-controls" aria-controls="controls" aria-expanded="false">
      ${icon('gear')}<span>Controls</span>
    </button>
    <button type="button" class="tool" id="open-events" aria-controls="events" aria-expanded="false">
      ${icon('pulse')}<span>Events</span>
    </button>
  </header>`

const hintOf = (hint: Hint) =>
  html`<option value="${hint.tag}" lang="${hint.tag}" data-dir="${hint.dir}">${hint.name} (${hint.tag})</option>`

const forward = (hours: number, name: string) =>
  html`<button type="button" class="plain" data-hours="${hours}">${name}</button>`

const failing = (fault: string, name: string) =>
  html`<button type="button" class="plain" data-fault="${fault}">${name}</button>`

const sideHead = (title: string) => html`
  <div class="side-head">
    <h2>${title}</h2>
    <button type="button" class="round close" aria-label="Close ${title}">${icon('close')}</button>
  </div>`

const aboutPhone = (hints: readonly Hint[]) => html`
    <section>
      <h3><label for="hint">Language of the phone</label></h3>
      <select id="hint"><option value="" data-dir="ltr">none</option>${hints.map(hintOf)}</select>
      <p class="note">A hint for the first question only. The bot always asks.</p>
    </section>
    <section>
      <h3>Demo time</h3>
      <p class="time"><time id="now">…</time></p>
      <div class="grid">
        ${forward(1, '+1 hour')}${forward(24, '+1 day')}${forward(72, '+3 days')}${forward(744, '+31 days')}
      </div>
      <p class="note">It only moves forward, for everybody in this demo.</p>
    </section>
`

const aboutPerson = () => html`
    <section>
      <h3>Person</h3>
      <div class="grid">
        <button type="button" class="plain" id="new-phone">New phone</button>
        <button type="button" class="plain" id="block" aria-pressed="false">Block the bot</button>
      </div>
    </section>
    <section id="old-buttons">
      <h3><label for="old">Tap an old button again</label></h3>
      <div class="row">
        <select id="old"></select><button type="button" class="plain" id="tap-old">Tap</button>
      </div>
    </section>
    <section>
      <h3>The next message of the bot meets</h3>
      <div class="grid">
        ${failing('500', 'error 500')}${failing('hang', 'silence')}${failing('429', '“wait 5 s”')}${failing(
          'blocked',
          '“blocked”',
        )}
      </div>
    </section>`

const controls = (hints: readonly Hint[]) => html`
  <aside class="side" id="controls" aria-label="Controls">
    ${sideHead('Controls')}${aboutPhone(hints)}${aboutPerson()}
  </aside>`

const events = () => html`
  <aside class="side" id="events" aria-label="Events">
    ${sideHead('Events')}
    <p class="note empty">What each turn caused appears here.</p>
    <ol class="turns" id="turns"></ol>
  </aside>`

const composer = () => html`
  <form class="composer" id="composer" autocomplete="off">
    <div class="attach-menu" id="attach-menu" dir="ltr" hidden>
      <button type="button" data-send="photo">${icon('photo')}Photo of a letter</button>
      <button type="button" data-send="voice">${icon('mic')}Voice note</button>
    </div>
    <button type="button" class="round" id="attach" aria-label="Attach" aria-expanded="false"
      aria-controls="attach-menu">${icon('clip')}</button>
    <textarea id="text" rows="1" dir="auto" maxlength="4096" placeholder="Message" aria-label="Message"
      enterkeyhint="send"></textarea>
    <button type="submit" class="round send" id="send" aria-label="Send">${icon('send')}</button>
    <button type="button" class="round send" id="voice" aria-label="Send a voice note">${icon('mic')}</button>
  </form>`

const sheet = () => html`
  <div class="veil" id="veil" hidden></div>
  <div class="sheet" id="sheet" role="dialog" aria-modal="true" aria-labelledby="sheet-title" hidden>
    <div class="sheet-head">
      <button type="button" class="round" id="sheet-close" aria-label="Close">${icon('close')}</button>
      <h2 id="sheet-title" dir="auto"></h2>
    </div>
    <ul id="sheet-rows"></ul>
  </div>`

const phone = () => html`
  <main class="phone" id="phone" data-look="telegram">
    <div class="screen" id="screen">
      <header class="app-bar">
        <span class="avatar" aria-hidden="true">W</span>
        <div><h1>Wegwijs Demo</h1><p id="state">connecting …</p></div>
      </header>
      <div class="log" id="log" role="log" aria-live="polite" aria-label="Messages" tabindex="0"></div>
      <div class="begin" id="begin" hidden><button type="button" id="begin-button" dir="auto"></button></div>
      ${composer()}
    </div>
    ${sheet()}
  </main>`

/** The whole page; words and looks live in `browser/`. */
export const page = (hints: readonly Hint[]) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<title>Simulator · Wegwijs</title>
<link rel="icon" href="/simulator/files/icon.svg" type="image/svg+xml">
${styles.map((name) => html`<link rel="stylesheet" href="/simulator/files/${name}.css">`)}
<script type="module" src="/simulator/files/main.js"></script>
</head>
<body>
${sprite}
<p class="notice" role="note">Simulator. Nothing here reaches a real person.</p>
<noscript><p class="notice">This page needs JavaScript.</p></noscript>
${bar()}
<div class="stage">${controls(hints)}${phone()}${events()}</div>
<p class="toast" id="toast" role="status" hidden></p>
</body>
</html>`
