import { expect, test } from 'vitest'
import { nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, hour, minute } from '../../support/house.ts'
import { whatsappBody, whatsappMoved, whatsappText } from '../../support/updates.ts'

const bodies = (bubbles: readonly { body: string }[]): string => bubbles.map(({ body }) => body).join('\n')

onBothEngines('P17: a number may have a new owner', (open) => {
  test('after 31 days of silence nothing is shown; the own word opens it again', async () => {
    const house = await open()
    const chat = telegramChat(house, 4420101)
    await chat.settleIn()
    await chat.tap('Menu')
    await chat.tap('My data')
    await chat.tap('My own word')
    await chat.tell('zonnebloemveld')
    house.pass(29 * day)
    expect(bodies(await chat.tell('menu'))).toContain('What do you need')
    house.pass(31 * day)
    const after = bodies(await chat.tell('menu'))
    expect(after).toContain('Which language')
    expect(after).not.toContain('What do you need')
    expect(bodies(await chat.tell('zonnebloemveld'))).toContain('Welcome back')
    expect(bodies(await chat.tell('menu'))).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('an old button after 31 days answers nothing of the one before', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900120')
    await chat.settleIn()
    house.pass(31 * day)
    expect(bodies(await chat.tap('A person'))).not.toContain('What do you want')
    expect(bodies(await chat.tell('zzz'))).toContain('Which language')
  })

  test('another scoped id under the same number is a new owner: nothing shown, nothing that waited is sent', async () => {
    const house = await open()
    const before = whatsappChat(house, '447700900121', 'NL.1111')
    await before.settleIn()
    await before.says('menu')
    await house.settle('inbox')
    await before.says('person')
    const owner = whatsappChat(house, '447700900121', 'NL.2222')
    await owner.says('hello')
    owner.fresh()
    await house.settle()
    const shown = bodies(owner.fresh())
    expect(shown).toContain('Which language')
    expect(shown).not.toContain('What do you need')
    expect(shown).not.toContain('Wegwijs Demo')
    expect(house.faults).toEqual([])
  })

  test('the old owner, under the scoped id alone, never reaches what the new owner has', async () => {
    const house = await open()
    const before = whatsappChat(house, '447700900122', 'NL.3331')
    await before.settleIn()
    const owner = whatsappChat(house, '447700900122', 'NL.3332')
    await owner.settleIn()
    const scopedAlone = { scoped: 'NL.3331', at: house.now(), received: house.now() }
    house.made.length = 0
    await house.accept(whatsappText({ ...scopedAlone, wamid: `wamid.${nextId()}`, text: 'menu' }))
    await house.settle()
    const said = house.made.filter(({ call }) => call.type === 'message')
    expect(said.map(({ call }) => ('to' in call ? call.to : ''))).toEqual(['NL.3331'])
    expect(JSON.stringify(said)).toContain('Which language')
    expect(bodies(await owner.tell('menu'))).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('a changed number takes everything along, and the old one leads nowhere at once', async () => {
    const house = await open()
    const old = whatsappChat(house, '447700900123', 'NL.4441')
    await old.settleIn()
    await old.tell('menu')
    await house.accept(
      whatsappMoved({
        number: '447700900123',
        scoped: 'NL.4441',
        to: '447700900124',
        wamid: `wamid.${nextId()}`,
        at: house.now(),
        received: house.now(),
      }),
    )
    const stranger = whatsappChat(house, '447700900123', 'NL.9999')
    stranger.fresh()
    await stranger.says('menu')
    await house.settle()
    expect(bodies(stranger.fresh())).toContain('Which language')
    const same = whatsappChat(house, '447700900124', 'NL.4441')
    expect(bodies(await same.tell('menu'))).toContain('What do you need')
    house.pass(9 * day)
    await house.deps.store.sweep(house.now())
    expect(bodies(await same.tell('menu'))).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('a number that changed without a word: the scoped id moves along, a new owner of the old one is a stranger', async () => {
    const house = await open()
    const old = whatsappChat(house, '447700900125', 'NL.5551')
    await old.settleIn()
    await old.tell('menu')
    const same = whatsappChat(house, '447700900126', 'NL.5551')
    expect(bodies(await same.tell('menu'))).toContain('What do you need')
    const stranger = whatsappChat(house, '447700900125', 'NL.5552')
    expect(bodies(await stranger.tell('menu'))).toContain('Which language')
    expect(bodies(await same.tell('menu'))).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('hidden Contacts and their words go along to a new number', async () => {
    const house = await open()
    const old = whatsappChat(house, '447700900127', 'NL.6661')
    await old.settleIn()
    await old.tap('Menu')
    await old.tap('My data')
    await old.tap('My own word')
    await old.tell('zonnebloemveld')
    await old.tell('hide')
    await old.tell('hello')
    await house.accept(
      whatsappMoved({
        number: '447700900127',
        scoped: 'NL.6661',
        to: '447700900128',
        wamid: `wamid.${nextId()}`,
        at: house.now(),
        received: house.now(),
      }),
    )
    await house.settle()
    const next = whatsappChat(house, '447700900128', 'NL.6661')
    await next.tell('hello')
    expect(bodies(await next.tell('zonnebloemveld'))).toContain('Welcome back')
    const stranger = whatsappChat(house, '447700900127', 'NL.6669')
    await stranger.tell('hello')
    expect(bodies(await stranger.tell('zonnebloemveld'))).not.toContain('Welcome back')
    expect(house.faults).toEqual([])
  })

  test('hiding and deleting hold for both ids of a person', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900129', 'NL.7771')
    const alone = (text: string) =>
      house.accept(
        whatsappText({
          scoped: 'NL.7771',
          wamid: `wamid.${nextId()}`,
          text,
          at: house.now(),
          received: house.now(),
        }),
      )
    await chat.settleIn()
    await chat.tell('hide')
    house.made.length = 0
    await alone('menu')
    await house.settle()
    expect(JSON.stringify(house.made)).toContain('Which language')
    house.pass(minute)
    await chat.settleIn()
    await chat.tap('Menu')
    await chat.tap('My data')
    await chat.tap('Delete everything')
    await chat.taps(chat.last().buttons[0]!.label)
    await house.settle()
    house.pass(minute)
    house.made.length = 0
    await alone('menu')
    await house.settle()
    expect(JSON.stringify(house.made)).toContain('Which language')
    expect(bodies(await chat.tell('menu'))).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('several people in one body each get their own answer', async () => {
    const house = await open()
    const numbers = ['447700900130', '447700900131', '447700900132']
    const messages = numbers.flatMap((from) =>
      ['hello', 'help'].map((body) => ({
        from,
        id: `wamid.${nextId()}`,
        timestamp: String(Math.floor(house.now() / 1000)),
        type: 'text',
        text: { body },
      })),
    )
    await house.accept(whatsappBody(house.now(), { messages }))
    await house.settle()
    for (const number of numbers) {
      const chat = whatsappChat(house, number)
      expect(chat.bubbles().length).toBeGreaterThan(0)
      expect(chat.last().body).toContain('What is happening')
    }
    house.pass(hour)
    await house.accept(whatsappBody(house.now(), { messages }))
    const before = house.made.length
    await house.settle()
    expect(house.made.length).toBe(before)
    expect(house.faults).toEqual([])
  })
})
