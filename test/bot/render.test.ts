import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import { channelRender } from '../../server/cli/channel-render.ts'
import { render } from '../../server/text/render.ts'

const spoken = (count: number, page = 0): Spoken => ({
  body: 'Which?',
  dir: 'ltr',
  locale: 'en',
  asking: 'abcd',
  choices: Array.from({ length: count }, (_, index) => ({ id: `c${index}`, label: `Choice ${index}` })),
  page,
  frame: { listButton: 'Choose', pageNext: 'More', pageBack: 'Before', typeNumber: 'Type the number.' },
  silent: false,
})

describe('a channel without buttons', () => {
  test('says the words, the numbered choices and how to choose', () =>
    expect(render(spoken(2))).toEqual({
      payloads: [{ type: 'text', text: 'Which?\n\n1. ⁨Choice 0⁩\n2. ⁨Choice 1⁩\n\nType the number.' }],
      shown: ['c0', 'c1'],
    }))

  test('says nothing of numbers where nothing is asked', () =>
    expect(render({ ...spoken(0), asking: null })).toEqual({
      payloads: [{ type: 'text', text: 'Which?' }],
      shown: [],
    }))

  test('refuses a blank label and a choice without a question', () => {
    const blank = { ...spoken(1), choices: [{ id: 'a', label: ' \n' }] }
    expect(() => render(blank)).toThrow(RangeError)
    expect(() => render({ ...spoken(1), asking: null })).toThrow(RangeError)
  })
})

/** Walks all pages by the rows that turn them. */
const pages = (channel: (typeof channels)[number], count: number): (readonly string[])[] => {
  const found: (readonly string[])[] = []
  for (let page = 0; page < 40; page++) {
    const { shown } = channelRender(channel)(spoken(count, page))
    found.push(shown)
    if (!shown.includes(pageNext)) return found
  }
  throw new Error('the pages never end')
}

const rows = { telegram: 22, whatsapp: 10, text: 9 }

describe.each(channels)('pages on %s', (channel) => {
  test.each([1, 3, 4, 9, 10, 11, 16, 17, 18, 19, 20, 21, 40, 100])(
    '%i choices: each once, none lost',
    (count) => {
      const found = pages(channel, count)
      const choices = found.flat().filter((id) => id !== pageNext && id !== pageBack)
      expect(choices).toEqual(spoken(count).choices.map(({ id }) => id))
      for (const [index, shown] of found.entries()) {
        expect(shown.length).toBeLessThanOrEqual(rows[channel])
        expect(shown.includes(pageBack)).toBe(index > 0)
      }
    },
  )
})
