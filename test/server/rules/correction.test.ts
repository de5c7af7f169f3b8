import { expect, test } from 'vitest'
import type { Catalog } from '../../../bot/catalog.ts'
import { buildCatalog } from '../../../server/catalog.ts'
import { Layer, readWhole } from '../../../server/content.ts'
import { openShelf, publishRelease } from '../../../server/shelf.ts'
import { type Json, StoreGone } from '../../../server/store/store.ts'
import { openTasks } from '../../../server/tasks.ts'
import { type Chat, telegramChat, whatsappChat } from '../../support/chat.ts'
import { saveDate, until } from '../../support/dates.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, hour, minute } from '../../support/house.ts'

const whole = readWhole()
const opener = 'New message. Tap to read.'
const changedLine = 'A text that you read here has changed'

/** The texts of today, with some of them changed in substance. */
const changed = (marks: {
  keys?: Record<string, string>
  stages?: Record<string, Record<string, string>>
}): Catalog =>
  buildCatalog(
    [
      whole,
      Layer.parse({
        texts: { nl: { major: marks.keys ?? {} } },
        stageTexts: Object.fromEntries(
          Object.entries(marks.stages ?? {}).map(([id, major]) => [
            id,
            { nl: { texts: {}, from: {}, major } },
          ]),
        ),
      }),
    ],
    { goLive: false },
  )

const dateChanged = changed({ keys: { 'dates:act-by': 'aaaaaaaaaaaa' } })
const appealChanged = changed({ stages: { appeal: { norm: 'bbbbbbbbbbbb' } } })

/** The term by which the saved date was counted is another now. */
const figuresChanged = (...ids: string[]): Catalog => {
  const facts = ids.map((id) => {
    const fact = whole.facts[id]
    if (!fact) throw new Error(`There is no fact "${id}".`)
    return [id, { ...fact, major: ['2 weeks'] }]
  })
  return buildCatalog([whole, Layer.parse({ facts: Object.fromEntries(facts) })], { goLive: false })
}

const onAppeal = async (chat: Chat): Promise<void> => {
  await chat.settleIn()
  await chat.tap('Menu')
  for (const label of ['Where am I', 'Me', 'No', 'On or after', 'Decision, court', 'Appeal', 'How long'])
    await chat.tap(label)
}

const corrections = (house: House, chat: Chat): number =>
  house.made.filter(
    ({ call }) =>
      call.type === 'message' && call.to === chat.to && JSON.stringify(call.payload).includes(changedLine),
  ).length

onBothEngines('P14: a text that changed in substance after it was read', (open) => {
  test('with an open date: an opener by day, once, and the correction after [Read]', async () => {
    const house = await open()
    const chat = telegramChat(house, 4500101)
    await saveDate(chat, null, 'No')
    house.pass(Date.parse('2026-12-17T21:00:00Z') - house.now())
    house.setCatalog(dateChanged)
    await house.settle()
    expect(chat.fresh().filter(({ body }) => body === opener)).toEqual([])
    expect(await until(house, chat, '2026-12-18T07:59:00Z')).toEqual([])
    expect(await until(house, chat, '2026-12-18T09:01:00Z')).toEqual([opener])
    const read = await chat.tap('Read')
    expect(read[0]?.body).toContain(`${changedLine}: 📅 My dates`)
    expect(read[0]?.body).toContain('+44 7700 900123')
    for (let hours = 0; hours < 48; hours++) {
      house.pass(hour)
      await house.settle()
    }
    expect((await chat.tell('menu')).map(({ body }) => body).join()).not.toContain(changedLine)
    expect(corrections(house, chat)).toBe(1)
    expect(house.faults).toEqual([])
  })

  test('a term that changed: who was given a day counted with it is told, nobody else', async () => {
    const house = await open()
    const chat = telegramChat(house, 4500131)
    await saveDate(chat, null, 'No')
    house.setCatalog(figuresChanged('hoger-short-weeks'))
    expect((await chat.tell('menu')).map(({ body }) => body).join()).not.toContain(changedLine)
    house.setCatalog(figuresChanged('hoger-short-weeks', 'appeal-long-weeks'))
    expect((await chat.tell('menu')).map(({ body }) => body).join()).toContain(`${changedLine}: 📅 My dates`)
    expect((await chat.tell('menu')).map(({ body }) => body).join()).not.toContain(changedLine)
  })

  test('a figure that changed: who read a text with it is told', async () => {
    const house = await open()
    const chat = telegramChat(house, 4500132)
    await onAppeal(chat)
    house.setCatalog(figuresChanged('appeal-short-weeks'))
    expect((await chat.tell('menu')).map(({ body }) => body).join()).toContain(changedLine)
    expect((await chat.tell('menu')).map(({ body }) => body).join()).not.toContain(changedLine)
  })

  test('on WhatsApp the template goes where it was allowed; unread by the next morning it is a task', async () => {
    const house = await open()
    const allowed = whatsappChat(house, '447700900351')
    const silent = whatsappChat(house, '447700900352')
    const private_ = whatsappChat(house, '447700900353')
    await saveDate(allowed, 'May write to me', 'Yes')
    await saveDate(silent, 'No', 'Yes')
    await saveDate(private_, 'May write to me', 'No')
    house.pass(2 * day)
    house.setCatalog(dateChanged)
    expect(await until(house, allowed, '2026-12-18T17:00:00Z')).toEqual(['wegwijs_correction_v1 en'])
    expect(
      silent
        .fresh()
        .map(({ body }) => body)
        .join(),
    ).not.toContain('wegwijs')
    expect(await openTasks(house.store)).toEqual([])
    await until(house, allowed, '2026-12-19T08:01:00Z')
    const tasks = (await openTasks(house.store)).map(({ kind, due }) => `${kind} ${due}`)
    expect(tasks).toEqual(['correction-unread 2026-12-28', 'correction-unread 2026-12-28'])
    expect((await silent.tell('menu'))[0]?.body).toContain(changedLine)
    expect((await allowed.tap('Read')).map(({ body }) => body).join()).toContain(changedLine)
    for (const chat of [allowed, silent]) expect(corrections(house, chat)).toBe(1)
    expect(house.faults).toEqual([])
  })

  test('others are told at their next message, once, before the answer', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900354')
    const other = whatsappChat(house, '447700900355')
    await onAppeal(chat)
    await other.settleIn()
    house.setCatalog(appealChanged)
    house.pass(day)
    await house.settle()
    expect(corrections(house, chat)).toBe(0)
    const said = await chat.tell('menu')
    expect(said).toHaveLength(2)
    expect(said[0]?.body).toContain(`${changedLine}: Appeal`)
    expect(said[1]?.body).toContain('What do you need')
    expect(await chat.tell('menu')).toHaveLength(1)
    expect((await other.tell('menu')).map(({ body }) => body).join()).not.toContain(changedLine)
    // The same text changes once more, and another one that was never given.
    house.setCatalog(changed({ stages: { appeal: { norm: 'bbbbbbbbbbbb cccccccccccc', duties: 'd' } } }))
    expect((await chat.tell('menu'))[0]?.body).toContain(changedLine)
    expect(await chat.tell('menu')).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('whoever is new, or reads the new text first, is told nothing; a process of the old texts takes nothing back', async () => {
    const house = await open()
    const old = house.deps.setting().catalog
    house.setCatalog(appealChanged)
    const chat = telegramChat(house, 4500102)
    await onAppeal(chat)
    for (const catalog of [old, appealChanged, old, appealChanged]) {
      house.setCatalog(catalog)
      expect(await chat.tell('menu')).toHaveLength(1)
    }
    expect(house.faults).toEqual([])
  })

  test('danger comes first and alone; then it is told', async () => {
    const house = await open()
    const chat = telegramChat(house, 4500103)
    await onAppeal(chat)
    house.setCatalog(appealChanged)
    const danger = await chat.tell('I want to kill myself')
    expect(danger[0]?.body).toContain('112')
    expect(danger.map(({ body }) => body).join()).not.toContain(changedLine)
    expect((await chat.tell('menu'))[0]?.body).toContain(changedLine)
  })

  test('never to whoever hid or said stop; after stop at the next message', async () => {
    const house = await open()
    const [hidden, stopped] = [4500104, 4500105].map((id) => telegramChat(house, id))
    for (const chat of [hidden!, stopped!]) await saveDate(chat, null, 'Yes')
    await hidden!.tell('hide')
    await stopped!.tell('stop')
    house.setCatalog(dateChanged)
    for (const chat of [hidden!, stopped!])
      expect(await until(house, chat, '2026-12-20T12:00:00Z')).toEqual([])
    expect(await openTasks(house.store)).toEqual([])
    expect((await hidden!.tell('hello')).map(({ body }) => body).join()).not.toContain(changedLine)
    expect((await stopped!.tell('menu'))[0]?.body).toContain(changedLine)
    expect(house.faults).toEqual([])
  })

  test('a release of the shelf brings it about, and a change of words alone does not', async () => {
    const house = await open()
    const chat = telegramChat(house, 4500106)
    await onAppeal(chat)
    const shelf = openShelf({ store: house.store, files: whole, goLive: false, refused: () => {} })
    const release = async (nl: Json): Promise<void> => {
      await publishRelease(house.store, { stageTexts: { appeal: { nl } } })
      expect(await shelf.refresh()).toBe(true)
      house.setCatalog(shelf.catalog())
    }
    const norm = `${whole.stageTexts.appeal?.nl?.texts.norm} Kort.`
    await release({ texts: { norm }, from: {} })
    expect(await chat.tell('menu')).toHaveLength(1)
    await release({ texts: { norm }, from: {}, major: { norm: 'eeeeeeeeeeee' } })
    expect((await chat.tell('menu'))[0]?.body).toContain(changedLine)
  })

  test.each(['before', 'after'] as const)(
    'a death %s the commit tells nobody twice, and nobody never',
    async (when) => {
      const house = await open()
      const chat = telegramChat(house, 4500107)
      await saveDate(chat, null, 'Yes')
      house.setCatalog(dateChanged)
      const commit = house.store.commit
      let deaths = 0
      const dying: typeof commit = async (partition, batch) => {
        const dies = batch.lease?.queue === 'due/main' && deaths < 3
        if (dies) deaths += 1
        if (dies && when === 'before') throw new StoreGone('Killed.')
        const done = await commit(partition, batch)
        if (dies) throw new StoreGone('Killed.')
        return done
      }
      Object.assign(house.store, { commit: dying })
      for (let count = 0; count < 20; count++) {
        house.pass(hour)
        await house.settle()
      }
      expect(deaths).toBe(3)
      expect(chat.bubbles().filter(({ body }) => body === opener)).toHaveLength(1)
      await chat.tap('Read')
      house.pass(minute)
      expect(corrections(house, chat)).toBe(1)
    },
  )
})

onBothEngines('News about one’s stage', (open) => {
  const news = 'A text about your stage has changed'
  const stageChanged = changed({ stages: { appeal: { what: 'ffffffffffff' } } })
  const withNews = async (chat: Chat): Promise<void> => {
    await onAppeal(chat)
    await chat.tell('menu')
    for (const label of ['My data', 'What you may send', 'News on']) await chat.tap(label)
  }

  test('is off until it is switched on; then one silent opener by day, once a change', async () => {
    const house = await open()
    const [on, off] = [4510101, 4510102].map((id) => telegramChat(house, id))
    await withNews(on!)
    await onAppeal(off!)
    house.setCatalog(stageChanged)
    expect(await until(house, on!, '2026-12-17T12:00:00Z')).toEqual([opener])
    expect(off!.fresh().map(({ body }) => body)).not.toContain(opener)
    expect(on!.bubbles().at(-1)?.silent).toBe(true)
    const [read] = await on!.tap('Read')
    expect(read?.body).toContain(`${news}: Appeal`)
    expect(await until(house, on!, '2026-12-20T12:00:00Z')).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('goes off by its button and by stop; another stage’s texts are no news', async () => {
    const house = await open()
    const [off, stopped, other] = [4510103, 4510104, 4510105].map((id) => telegramChat(house, id))
    for (const chat of [off!, stopped!, other!]) await withNews(chat)
    await off!.tap('News off')
    await stopped!.tell('stop')
    house.setCatalog(changed({ stages: { lodging: { what: 'ffffffffffff' } } }))
    for (const chat of [off!, stopped!, other!])
      expect(await until(house, chat, '2026-12-17T12:00:00Z')).toEqual([])
    house.setCatalog(stageChanged)
    await until(house, other!, '2026-12-18T12:00:00Z')
    for (const chat of [off!, stopped!]) expect(chat.bubbles().map(({ body }) => body)).not.toContain(opener)
    expect(house.faults).toEqual([])
  })

  test('on WhatsApp the template of an opener, where it was allowed', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900361')
    await withNews(chat)
    for (const label of ['Write to me first', 'No']) await chat.tap(label)
    house.pass(2 * day)
    house.setCatalog(stageChanged)
    expect(await until(house, chat, '2026-12-18T17:00:00Z')).toEqual(['wegwijs_opener_v1 en'])
    expect((await chat.tap('Read')).map(({ body }) => body).join()).toContain(news)
  })
})
