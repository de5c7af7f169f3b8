import { expect, test } from 'vitest'
import { type Chat, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { minute } from '../../support/house.ts'

/** Said by nobody else: no text of ours has these words. */
const stories = [
  'three men with zobropetals came in the night because of my pamphlets',
  'zobropetal zobropetal',
  'my uncle drove the lorry past the zobropetals and then I was in another country and nobody asked who I was',
]

const walkIn = async (chat: Chat): Promise<void> => {
  await chat.settleIn()
  for (const label of [
    'Menu',
    'Where am I?',
    'Me',
    'No',
    'On or after',
    'Interview, waiting',
    'Interview (gehoor)',
  ])
    await chat.tap(label)
}

onBothEngines('P18: a story typed while preparing for the interview', (open) => {
  test.each([
    ['telegram', telegramChat, 447700900301],
    ['whatsapp', whatsappChat, '447700900302'],
  ] as const)(
    'is nowhere in the store, the counts or the notes once it is answered (%s)',
    async (_, chatOf, who) => {
      const house = await open()
      const chat = chatOf(house, who as never)
      await walkIn(chat)
      await chat.tap('Step by step')
      for (const story of stories) {
        house.pass(minute)
        await chat.says(story)
        expect(await house.plain(), 'until it is answered it waits').toContain('zobropetal')
        await house.settle()
        expect(chat.last().body).not.toContain('zobropetal')
        await chat.tap('Next')
      }
      await chat.tap('Source')
      await chat.tell(stories[0] ?? '')
      for (const place of [await house.plain(), JSON.stringify([house.counted, house.noted])])
        expect(place).not.toMatch(/zobropetal|pamphlet/i)
      expect(house.faults).toEqual([])
    },
  )
})
