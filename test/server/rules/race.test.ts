import { expect, test } from 'vitest'
import { bubbleOf, nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import type { House, QueueName } from '../../support/house.ts'

/** A small generator that repeats: mulberry32. */
const randomOf = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 1_000_000) % below
  }
}

const words = ['menu', 'person', 'help', 'zzz', 'letter', 'stop', 'back', 'hello', 'hide', 'eerste woord']
const queues: readonly QueueName[] = ['inbox', 'relay', 'outbox', 'due']

/** All that was ever said to somebody, taken back or not. */
const all = (house: House, to: string): string[] =>
  house.made
    .filter(({ call, sent }) => call.type === 'message' && call.to === to && sent.type === 'sent')
    .map((one) => bubbleOf(one).body)

/** One person says many things while the queues are worked in any order, calls fail, and updates come twice. */
const storm = async (house: House, seed: number, onTelegram: boolean): Promise<void> => {
  const random = randomOf(seed)
  const id = 447_700_900_000 + seed
  const chat = onTelegram ? telegramChat(house, id) : whatsappChat(house, String(id), `NL.${id}`)
  await chat.settleIn()
  await chat.tap('Menu')
  await chat.tap('My data')
  await chat.tap('My own word')
  await chat.tell('eerste woord')
  house.answer = () =>
    random(6) === 0
      ? { type: 'failed', reason: 'test', maybeTaken: false }
      : random(20) === 0
        ? { type: 'wait', seconds: 1 }
        : null
  const turns = () => house.noted.filter(({ event }) => event === 'turn.done').length
  const found = () =>
    house.counted.filter(({ name, labels }) => name === 'events' && labels.type === 'contact.found').length
  const [turnsBefore, foundBefore] = [turns(), found()]
  const said: { text: string; id: number }[] = []
  for (let count = 0; count < 14; count++) {
    const text = words[random(words.length)] ?? 'menu'
    const one = { text, id: nextId() }
    said.push(one)
    await chat.says(text, { id: one.id })
    if (random(4) === 0) await chat.says(text, { id: one.id })
    for (let steps = random(6); steps > 0; steps--) await house.step(queues[random(4)] ?? 'inbox')
    house.pass(random(3000))
  }
  house.answer = () => null
  for (let rounds = 0; rounds < 4; rounds++) {
    await house.settle()
    house.pass(20_000)
  }
  const context = `seed ${seed}: ${said.map(({ text }) => text).join(', ')}`
  expect(house.faults, context).toEqual([])
  expect(turns() - turnsBefore - (found() - foundBefore), context).toBe(said.length)
  const hides = said.filter(({ text }) => text === 'hide').length
  const oks = all(house, chat.to).filter((body) => body === 'OK 👍').length
  // Hiding once more drops an "OK 👍" that could not be sent yet and says its own.
  expect(oks, context).toBeLessThanOrEqual(hides)
  expect(oks > 0, context).toBe(hides > 0)
  for (const one of said) await chat.says(one.text, { id: one.id })
  const after = house.made.length
  await house.settle()
  expect(house.made.length, `repeated, ${context}`).toBe(after)
}

onBothEngines('In any order of work', (open) => {
  test.each([true, false])(
    'every update is worked once, no hide goes unanswered (Telegram: %s)',
    async (onTelegram) => {
      for (let seed = 1; seed <= 8; seed++)
        await storm(await open(), seed * 7 + (onTelegram ? 0 : 1), onTelegram)
    },
    120_000,
  )
})
