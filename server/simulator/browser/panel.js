import { byId, element } from './element.js'
import { clockOf } from './words.js'

const ownWords = (update) => {
  switch (update.type) {
    case 'text':
      return `“${update.text.length > 60 ? `${update.text.slice(0, 60)}…` : update.text}”`
    case 'tap':
      return `tap ${update.asking}.${update.choice}`
    default:
      return update.type
  }
}

const eventLine = ({ type, ...fields }) =>
  element(
    'li',
    { class: 'event' },
    element('b', {}, String(type)),
    ...Object.entries(fields).map(([name, value]) =>
      element(
        'span',
        { dir: 'auto' },
        ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ),
  )

const rawOf = (title, payload) =>
  element(
    'li',
    {},
    element(
      'details',
      {},
      element('summary', {}, title),
      element('pre', { tabindex: '0' }, JSON.stringify(payload, null, 2)),
    ),
  )

const lineFor = (entry) => {
  switch (entry.type) {
    case 'message':
      return [rawOf(entry.silent ? 'message, silent' : 'message', entry.payload)]
    case 'events':
      return entry.events.map(eventLine)
    case 'clear':
      return [element('li', {}, 'earlier buttons cleared')]
    case 'unsend':
      return [element('li', {}, `${entry.messageIds.length} messages deleted on both sides`)]
    case 'ack':
      return [element('li', {}, 'acknowledged')]
    case 'fault':
      return [element('li', { class: 'wrong' }, `the made-up provider answered: ${entry.fault}`)]
    case 'lost':
      return [element('li', { class: 'wrong' }, 'not taken: the store was away (503)')]
    default:
      return []
  }
}

/** What each turn caused, newest turn first. */
export const createPanel = () => {
  const turns = byId('turns')
  let list = null
  const turn = (title, at) => {
    list = element('ul')
    turns.prepend(
      element(
        'li',
        { class: 'turn' },
        element('h3', {}, element('span', { dir: 'auto' }, title), element('time', {}, clockOf(at))),
        list,
      ),
    )
    while (turns.children.length > 100) turns.lastElementChild?.remove()
  }
  return {
    clear: () => {
      turns.replaceChildren()
      list = null
    },
    /** What comes next was caused by time, not by the person. */
    timeMoved: (now) => turn('demo time moved', now),
    add: ({ at, entry }) => {
      if (entry.type === 'own') turn(ownWords(entry.update), at)
      else if (!list) turn('unasked', at)
      list.append(...lineFor(entry))
    },
  }
}
