import { createClock } from './clock.js'
import { createComposer } from './composer.js'
import { byId, element } from './element.js'
import { createLog } from './log.js'
import { createPanel } from './panel.js'
import { keepPlace, randomId, readPlace } from './place.js'
import { createSheet } from './sheet.js'
import { createSide } from './side.js'
import { failNext, forwardClock, listen, sendUpdate } from './wire.js'
import { momentOf } from './words.js'

let place = readPlace()
let stop = () => {}
let epoch = null
let blocked = false
let toasting = 0

const phone = byId('phone')
const hint = byId('hint')
const clock = createClock()
const panel = createPanel()
const sheet = createSheet()
const sides = [createSide('controls', 'open-controls'), createSide('events', 'open-events')]

const toast = (words) => {
  const shown = byId('toast')
  shown.textContent = words
  shown.hidden = false
  clearTimeout(toasting)
  toasting = setTimeout(() => {
    shown.hidden = true
  }, 6000)
}

const report = ({ ok, error }) => {
  if (!ok) toast(error)
  return ok
}

/** Sends what the person does; sent anew after a fault it keeps its id. Answers whether the page shows it. */
const send = async (update) => {
  const { ok, error, answer } = await sendUpdate(place, {
    look: place.look,
    hint: place.hint,
    id: randomId(),
    ...update,
  })
  report({ ok, error })
  return ok || answer !== null
}

const tap = (id, askedAt) => {
  const dot = id.indexOf('.')
  return send({ type: 'tap', asking: id.slice(0, dot), choice: id.slice(dot + 1), askedAt })
}

const log = createLog({
  look: () => place.look,
  tap,
  openList: (list, locale) => sheet.open(list, locale),
  again: (update) => send(update),
})

const showOld = () => {
  const options = log
    .oldButtons()
    .map(([id, { label, body, at }]) =>
      element('option', { value: id, 'data-at': at }, `${label} · ${body.slice(0, 24)}…`),
    )
  byId('old').replaceChildren(...options)
  byId('tap-old').disabled = options.length === 0
}

/** Telegram starts with its own button; the others with a word. */
const showBegin = () => {
  const begin = byId('begin')
  const isTelegram = place.look === 'telegram'
  begin.hidden = !(blocked || log.isEmpty())
  byId('begin-button').textContent = blocked ? 'Unblock' : isTelegram ? 'Start' : 'Say “hello”'
  byId('composer').hidden = !begin.hidden && (blocked || isTelegram)
  byId('block').hidden = !isTelegram
  byId('old-buttons').hidden = place.look === 'text'
  byId('block').setAttribute('aria-pressed', String(blocked))
  byId('block').textContent = blocked ? 'Unblock the bot' : 'Block the bot'
}

const readBlock = ({ entry }) => {
  if (entry.type === 'own' && ['block', 'unblock', 'start'].includes(entry.update.type))
    blocked = entry.update.type === 'block'
}

const showPlace = () => {
  keepPlace(place)
  phone.dataset.look = place.look
  hint.value = place.hint ?? ''
  phone.dir = hint.selectedOptions[0]?.dataset.dir ?? 'ltr'
  for (const tab of document.querySelectorAll('.tab'))
    tab.setAttribute('aria-pressed', String(tab.dataset.look === place.look))
}

const clear = () => {
  log.clear()
  panel.clear()
  sheet.close()
  blocked = false
}

/** Another start of the server knows nothing of what was shown; the bot itself does. */
const greet = (news) => {
  byId('state').textContent = 'bot'
  clock.set(news.now)
  if (epoch !== null && epoch !== news.epoch && !log.isEmpty())
    log.chip('The server was started anew. The bot still knows you.')
  epoch = news.epoch
}

const connect = () => {
  stop()
  clear()
  showPlace()
  byId('log').setAttribute('aria-busy', 'true')
  let ready = false
  const settle = () => {
    showBegin()
    showOld()
  }
  stop = listen(place, {
    hello: greet,
    entry: (news) => {
      readBlock(news)
      log.add(news)
      panel.add(news)
      if (ready) settle()
    },
    ready: () => {
      ready = true
      byId('log').removeAttribute('aria-busy')
      log.toEnd()
      settle()
    },
    clock: ({ now }) => {
      clock.set(now)
      panel.timeMoved(now)
      toast(`Demo time is now ${momentOf(Date.parse(now))}.`)
    },
    broken: () => {
      byId('state').textContent = 'connecting …'
    },
  })
}

const moveTo = (change) => {
  place = { ...place, ...change }
  connect()
}

createComposer({ send })
for (const tab of document.querySelectorAll('.tab'))
  tab.addEventListener('click', () => tab.dataset.look !== place.look && moveTo({ look: tab.dataset.look }))
for (const button of document.querySelectorAll('[data-hours]'))
  button.addEventListener('click', async () => report(await forwardClock(Number(button.dataset.hours))))
for (const button of document.querySelectorAll('[data-fault]'))
  button.addEventListener('click', async () => {
    if (report(await failNext(place, button.dataset.fault)))
      toast(`The next message of the bot meets: ${button.textContent}.`)
  })
hint.addEventListener('change', () => {
  place = { ...place, hint: hint.value || null }
  showPlace()
})
byId('new-phone').addEventListener('click', () => {
  moveTo({ chat: randomId() })
  for (const side of sides) side.close()
})
byId('begin-button').addEventListener('click', async () => {
  if (blocked) await send({ type: 'unblock' })
  else if (place.look === 'telegram') await send({ type: 'start' })
  else await send({ type: 'text', text: 'hello' })
  // On a phone it would call up the keyboard over what was just said.
  if (matchMedia('(hover: hover)').matches) byId('text').focus()
})
byId('block').addEventListener('click', () => send({ type: blocked ? 'unblock' : 'block' }))
byId('tap-old').addEventListener('click', () => {
  const chosen = byId('old').selectedOptions[0]
  if (chosen) tap(chosen.value, chosen.dataset.at)
  for (const side of sides) side.close()
})
addEventListener('hashchange', () => {
  const next = readPlace()
  if (next.chat !== place.chat || next.look !== place.look || next.hint !== place.hint) moveTo(next)
})
connect()
