import { expect, test } from 'vitest'
import { workOutbox } from '../../../server/outbox.ts'
import { queues } from '../../../server/rows.ts'
import { views } from '../../../server/running.ts'
import { type Chat, nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, hour, minute } from '../../support/house.ts'
import { telegramText } from '../../support/updates.ts'

const words = async (chat: Chat, text: string): Promise<string> =>
  (await chat.tell(text)).map(({ body }) => body).join('\n')

const setWord = async (house: House, chat: Chat, word: string): Promise<void> => {
  await chat.tap('Menu')
  await chat.tap('My data')
  await chat.tap('My own word')
  expect(await words(chat, word)).toContain('Your word is kept')
  house.pass(minute)
}

/** As far as a stage, so that there is something to hide. */
const withStage = async (chat: Chat): Promise<void> => {
  await chat.settleIn()
  await chat.tap('Menu')
  await chat.tap('Where am I')
  await chat.tap('Me')
  await chat.tap('No')
}

onBothEngines('P15: hiding', (open) => {
  test('one bubble, a fresh Contact, both sides deleted, nothing unasked afterwards', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410101)
    await withStage(chat)
    house.pass(hour)
    const hidden = await chat.tell('hide')
    expect(hidden.map(({ body }) => body)).toEqual(['OK 👍'])
    expect(chat.bubbles().map(({ body }) => body)).toEqual(['OK 👍'])
    const theirs = chat.deleted().filter((id) => Number(id) < 500_000)
    expect(theirs.length).toBe(2)
    const calls = house.made.length
    house.pass(40 * hour)
    await house.settle()
    expect(house.made.length).toBe(calls)
    const next = await chat.tell('hello')
    expect(next[0]?.body).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('unsent rows are dropped, held ones too, and what fails meanwhile never comes back', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900110')
    await withStage(chat)
    await chat.says('person')
    await house.settle('inbox')
    house.pass(5 * minute)
    await house.settle('outbox')
    await chat.says('letter')
    await chat.says('menu')
    await house.settle('inbox')
    // While a send hangs and fails, the person hides.
    let hides = true
    house.answer = async (call) => {
      if (call.type !== 'message' || !hides) return null
      hides = false
      await chat.says('hide')
      await house.settle('inbox')
      return { type: 'failed', reason: 'test', maybeTaken: false }
    }
    chat.fresh()
    await house.settle('outbox')
    house.answer = () => null
    house.pass(30_000)
    await house.settle()
    expect(chat.fresh().map(({ body }) => body)).toEqual(['OK 👍'])
    house.pass(day)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('what was read before the person hid is not said after a while, not even the first of it', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410114)
    await withStage(chat)
    chat.fresh()
    await chat.says('menu')
    await house.settle('inbox')
    const claim = await house.store.claim({
      ...{ queue: queues.outbox, now: house.deps.now(), leaseMs: 20_000, rows: 0, view: views.outbox },
    })
    await chat.says('hide')
    await house.settle('inbox')
    const aSecondAgo = performance.now() - 1_000
    if (claim) await workOutbox(house.deps, claim, () => false, aSecondAgo)
    if (claim) await house.store.release(claim)
    expect(chat.fresh()).toEqual([])
    await house.settle()
    expect(chat.fresh().map(({ body }) => body)).toEqual(['OK 👍'])
  })

  test('a bubble that was on its way when the person hid is deleted too', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410102)
    await withStage(chat)
    await chat.says('person')
    await house.settle('inbox')
    let hides = true
    house.answer = async (call) => {
      if (call.type !== 'message' || !hides) return null
      hides = false
      await chat.says('hide')
      await house.settle('inbox')
      house.pass(500)
      return null
    }
    await house.settle()
    expect(chat.bubbles().map(({ body }) => body)).toEqual(['OK 👍'])
  })

  test('a wait the platform asked for goes along with the own word; what a stranger was to be told does not', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900111')
    await chat.settleIn()
    await setWord(house, chat, 'zonnebloemveld')
    await chat.tell('hide')
    await chat.tell('hello')
    house.pass(minute)
    await chat.says('menu')
    house.answer = ({ type }) => (type === 'message' ? { type: 'wait', seconds: 20 } : null)
    await house.settle()
    house.answer = () => null
    chat.fresh()
    await chat.says('zonnebloemveld')
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(20_000)
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('Welcome back')
    expect(house.faults).toEqual([])
  })

  test('a repeated old update is dropped; a new one belongs to the fresh Contact', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410103)
    await chat.settleIn()
    const updateId = nextId()
    const old = {
      chat: 4410103,
      updateId,
      messageId: nextId(),
      text: 'menu',
      at: house.now(),
      received: house.now(),
    }
    await house.accept(telegramText(old))
    await house.settle()
    await chat.tell('hide')
    chat.fresh()
    await house.accept(telegramText(old))
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(7 * day)
    await house.accept(telegramText(old))
    await house.settle()
    expect(chat.fresh()).toEqual([])
  })

  test('the own word finds the hidden Contact, is unsent, and lies nowhere', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410104)
    await withStage(chat)
    await setWord(house, chat, 'zonnebloemveld')
    expect(chat.deleted().length).toBe(1)
    expect(await house.plain()).not.toContain('zonnebloemveld')
    expect(await house.raw()).not.toContain('zonnebloemveld')
    await chat.tell('hide')
    await chat.tell('hello')
    await chat.tap('English')
    await chat.tap('Yes')
    house.pass(minute)
    const typed = nextId()
    chat.fresh()
    await chat.says('Zonnebloemveld!', { id: typed })
    await house.settle()
    const found = chat.fresh().map(({ body }) => body)
    expect(found.join('\n')).toContain('Welcome back')
    expect(chat.deleted()).toContain(String(typed))
    expect(await house.plain()).not.toContain('zonnebloemveld')
    expect(await words(chat, 'menu')).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('what is typed right behind the word is answered by the Contact that was found', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410105)
    await withStage(chat)
    await setWord(house, chat, 'zonnebloemveld')
    await chat.tell('hide')
    await chat.tell('hello')
    chat.fresh()
    await chat.says('zonnebloemveld')
    await chat.says('menu')
    await house.settle()
    const bodies = chat.fresh().map(({ body }) => body)
    expect(bodies.at(-1)).toContain('What do you need')
    expect(bodies.join('\n')).not.toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('a stranger who stops, hides or deletes touches the fresh Contact alone', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410106)
    await withStage(chat)
    await setWord(house, chat, 'zonnebloemveld')
    await chat.tell('hide')
    await chat.settleIn()
    await chat.tell('stop')
    await chat.tell('hide')
    await chat.settleIn()
    await chat.tap('Menu')
    await chat.tap('My data')
    await chat.tap('Delete everything')
    await chat.taps(chat.last().buttons[0]!.label)
    await house.settle()
    house.pass(minute)
    await chat.tell('hello')
    expect(await words(chat, 'zonnebloemveld')).toContain('Welcome back')
    expect(await house.plain()).toContain('"stopped":false')
    expect(house.faults).toEqual([])
  })

  test('two hides in a row each keep their own word', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410107)
    await withStage(chat)
    await setWord(house, chat, 'eerste woord')
    await chat.tell('hide')
    await chat.settleIn()
    await setWord(house, chat, 'tweede woord')
    await chat.tell('hide')
    await chat.tell('hello')
    expect(await words(chat, 'eerste woord')).toContain('Welcome back')
    await chat.tell('hide')
    await chat.tell('hello')
    expect(await words(chat, 'tweede woord')).toContain('Welcome back')
    await chat.tell('hide')
    await chat.tell('hello')
    expect(await words(chat, 'eerste woord')).toContain('Welcome back')
    expect(house.faults).toEqual([])
  })

  test('a word set in a Contact that was never hidden finds it again too', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410111)
    await withStage(chat)
    await setWord(house, chat, 'eerste woord')
    await chat.tell('hide')
    await chat.settleIn()
    await setWord(house, chat, 'tweede woord')
    for (const word of ['eerste woord', 'tweede woord', 'eerste woord', 'tweede woord']) {
      expect(await words(chat, word)).toContain('Welcome back')
      expect(await words(chat, 'menu')).toContain('What do you need')
      house.pass(minute)
    }
    expect(house.faults).toEqual([])
  })

  test('what arrives between hiding and the new pointer is passed on', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410108)
    await withStage(chat)
    await chat.says('hide')
    await house.settle('inbox', 'outbox')
    await chat.says('hello')
    await house.settle('inbox', 'outbox')
    chat.fresh()
    await house.settle()
    expect(chat.fresh()[0]?.body).toContain('Which language')
    await chat.says('hide')
    await house.settle('inbox', 'outbox')
    await chat.says('hide')
    await house.settle()
    expect(chat.fresh().map(({ body }) => body)).toEqual(['OK 👍', 'OK 👍'])
    expect((await words(chat, 'hello')).length).toBeGreaterThan(0)
    expect(house.faults).toEqual([])
  })

  test('thirty tries a day, and neither hiding nor deleting gives more', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410109)
    await withStage(chat)
    await setWord(house, chat, 'zonnebloemveld')
    await chat.tell('hide')
    for (let tries = 0; tries < 20; tries++) await chat.tell(`guess number ${tries} qq`)
    await chat.tell('hide')
    for (let tries = 0; tries < 20; tries++) await chat.tell(`another guess ${tries} qq`)
    expect(await words(chat, 'zonnebloemveld')).not.toContain('Welcome back')
    await chat.tell('hide')
    expect(await words(chat, 'zonnebloemveld')).not.toContain('Welcome back')
    house.pass(25 * hour)
    expect(await words(chat, 'zonnebloemveld')).toContain('Welcome back')
    expect(house.faults).toEqual([])
  })

  test('hiding in a flood says OK 👍 all the same', async () => {
    const house = await open()
    const chat = telegramChat(house, 4410110)
    await withStage(chat)
    chat.fresh()
    for (let count = 0; count < 25; count++) await chat.says(count === 12 ? 'hide' : `text ${count}`)
    await house.settle()
    const bodies = chat.fresh().map(({ body }) => body)
    expect(bodies).toContain('OK 👍')
    expect(house.faults).toEqual([])
  })
})
