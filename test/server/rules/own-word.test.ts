import { expect, test } from 'vitest'
import { AddressRecord, readAddress } from '../../../server/store/addresses.ts'
import { type Chat, nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, minute } from '../../support/house.ts'
import { whatsappText } from '../../support/updates.ts'

const word = 'zonnebloemveld'

const words = async (chat: Chat, text: string): Promise<string> =>
  (await chat.tell(text)).map(({ body }) => body).join('\n')

/** Sets the own word and hides. */
const hide = async (house: House, chat: Chat): Promise<void> => {
  await chat.settleIn()
  await chat.tap('Menu')
  await chat.tap('My data')
  await chat.tap('My own word')
  expect(await words(chat, word)).toContain('Your word is kept')
  house.pass(minute)
  await chat.tell('hide')
}

/** No digit in it: a number may be a choice. */
const guessed = (count: number): string =>
  `guess ${[...String(count)].map((digit) => 'bcdfghklmp'[Number(digit)]).join('q')}`

/** Guesses, ten a day, so that the bound of a day never stops one. */
const guess = async (house: House, chat: Chat, from: number, to: number): Promise<void> => {
  for (let count = from; count < to; count++) {
    if (count % 10 === 0) house.pass(day + minute)
    expect(await words(chat, guessed(count))).not.toContain('Welcome back')
  }
  house.pass(day + minute)
}

const addressesOf = async (house: House): Promise<string[]> => {
  const found: string[] = []
  for await (const { ref } of house.engine.walk())
    if (ref.type === 'record' && ref.key === 'address') found.push(ref.partition)
  return found
}

const triesAt = async (house: House): Promise<number[]> => {
  const all = await Promise.all((await addressesOf(house)).map((one) => readAddress(house.store, one)))
  return all.flatMap(({ address }) => address.sealed.map(({ tries }) => tries))
}

onBothEngines('P15: guesses at an own word have an end', (open) => {
  test('after 99 wrong ones in ten days the right one still opens', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410201)
    await hide(house, chat)
    await guess(house, chat, 0, 99)
    expect(await triesAt(house)).toEqual([99])
    expect(await words(chat, word)).toContain('Welcome back')
    expect(house.faults).toEqual([])
  }, 60_000)

  test('after a hundred nothing opens it here, hiding and deleting change nothing, and nothing tells', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410202)
    await hide(house, chat)
    await guess(house, chat, 0, 40)
    await chat.tell('hide')
    await guess(house, chat, 40, 70)
    await chat.settleIn()
    await chat.tap('Menu')
    await chat.tap('My data')
    await chat.tap('Delete everything')
    await chat.tap(chat.last().buttons[0]!.label)
    await guess(house, chat, 70, 90)
    await guess(house, chat, 90, 101)
    const [tries] = await triesAt(house)
    expect(tries).toBe(101)
    const wrong = await words(chat, 'qqzzqq qqzz')
    expect(await words(chat, word)).toBe(wrong)
    house.pass(3 * day)
    expect(await words(chat, word)).toBe(wrong)
    expect(await triesAt(house)).toEqual([101])
    expect(house.faults).toEqual([])
  }, 60_000)

  test('what is too short for an own word counts as no try, and a turn that is run again counts once', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410203)
    await hide(house, chat)
    await chat.tell('ok')
    await chat.tell('yes')
    expect(await triesAt(house)).toEqual([0])
    // A commit that fails after the count: the turn is worked again.
    const commit = house.store.commit.bind(house.store)
    let fails = 2
    house.store.commit = async (partition, batch) =>
      partition.startsWith('main/c/') && batch.lease && fails-- > 0
        ? { type: 'conflict' }
        : commit(partition, batch)
    await chat.tell('guess qq')
    expect(fails).toBeLessThanOrEqual(0)
    expect(await triesAt(house)).toEqual([1])
  })

  test('one count for both ids of a person', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900229', 'NL.8881')
    await hide(house, chat)
    await chat.tell('guess qq one')
    await house.accept(
      whatsappText({
        scoped: 'NL.8881',
        wamid: `wamid.${nextId()}`,
        text: 'guess qq two',
        at: house.now(),
        received: house.now(),
      }),
    )
    await house.settle()
    expect(await triesAt(house)).toEqual([2, 2])
  })
})

test('an Address of version 1 is read, with no tries counted yet', () => {
  const old = {
    v: 1,
    contact: 'c2',
    sealed: [
      { contact: 'c1', word: 'hash' },
      { contact: 'c0', word: null },
    ],
    previous: [{ contact: 'c1', until: 5 }],
    tombstone: null,
    alias: null,
  }
  expect(AddressRecord.parse(old)).toEqual({
    type: 'known',
    value: {
      ...old,
      v: 2,
      sealed: [
        { contact: 'c1', word: 'hash', tries: 0, lastTry: null },
        { contact: 'c0', word: null, tries: 0, lastTry: null },
      ],
      tries: null,
    },
  })
})
