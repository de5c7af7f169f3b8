import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { reminderOf } from '../../../bot/reminder.ts'
import { isTakenBack } from '../../../bot/saved-date.ts'
import { runWithdraw } from '../../../server/cli/withdraw.ts'
import { readFiles, readWhole } from '../../../server/content.ts'
import { readLaw } from '../../../server/deadlines.ts'
import { openShelf } from '../../../server/shelf.ts'
import { withdrawFault, withoutRules } from '../../../server/withdrawn.ts'
import { worldOf } from '../../../server/world.ts'
import { setting, talk } from '../../support/bot.ts'
import { onBothEngines } from '../../support/engines.ts'
import type { House } from '../../support/house.ts'

const files = readFiles()
const run = async (house: House, ...argv: string[]): Promise<{ code: number; said: string }> => {
  const lines: string[] = []
  const code = await runWithdraw(argv, house.store, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}
const said = (key: string, locale: string): string => setting().catalog.key(locale, key, {})?.words ?? ''
const settingWithout = async (house: House) => {
  const shelf = openShelf({ store: house.store, files, goLive: false, refused: () => {} })
  await shelf.refresh()
  return setting({ catalog: shelf.catalog(), law: withoutRules(readLaw(), shelf.withdrawn()) })
}
const letter = (changed: ReturnType<typeof setting>) => {
  const person = talk({ hint: 'en', setting: changed, now: '2026-11-20T10:00:00Z' })
  person.say('👋')
  for (const choice of ['en', 'yes', 'letter']) person.tap(choice)
  if (!person.ids().includes('ontvankelijk')) person.tap('+')
  for (const choice of ['ontvankelijk', 'no', 'me', 'after']) person.tap(choice)
  person.say('18-11-2026')
  person.tap('right')
  person.tap('today')
  return person
}

onBothEngines('P9: what an editor withdraws', (open) => {
  test('is gone at the next look where the first one failed on the way', async () => {
    const house = await open()
    let isFaulty = false
    const fragile = new Proxy(files, {
      get: (from, name) => {
        if (isFaulty) throw new Error('Cannot be built just now.')
        return Reflect.get(from, name)
      },
    })
    const shelf = openShelf({ store: house.store, files: fragile, goLive: false, refused: () => {} })
    await run(house, 'appeal/norm')
    isFaulty = true
    await expect(shelf.refresh()).rejects.toThrow('just now')
    expect(shelf.withdrawn()).toEqual(['appeal/norm'])
    isFaulty = false
    expect(await shelf.refresh()).toBe(true)
    expect(shelf.catalog().section('en', 'appeal', 'norm')?.state ?? 'changing').toBe('changing')
  })

  test('is gone in every process and language within one look, and comes back', async () => {
    const house = await open()
    const shelf = openShelf({ store: house.store, files, goLive: false, refused: () => {} })
    await shelf.refresh()
    const { hash } = shelf.catalog()
    expect(await run(house)).toEqual({ code: 0, said: 'Nothing is withdrawn.' })
    expect((await run(house, 'appeal/norm')).said).toContain('is withdrawn')
    expect((await run(house, 'appeal/norm')).said).toContain('already')
    expect(await shelf.refresh()).toBe(true)
    for (const { tag } of files.locales ?? [])
      expect(shelf.catalog().section(tag, 'appeal', 'norm')?.state ?? 'changing').toBe('changing')
    expect(shelf.catalog().section('en', 'appeal', 'what')?.state).toBe('current')
    expect(await shelf.refresh()).toBe(false)
    expect((await run(house)).said).toBe('appeal/norm\n1 withdrawn.')
    expect(await run(house, 'back', 'appeal/norm')).toMatchObject({ code: 0 })
    expect(await run(house, 'back', 'appeal/norm')).toMatchObject({ code: 1 })
    expect(await shelf.refresh()).toBe(true)
    expect(shelf.catalog().hash).toBe(hash)
  })

  test('two at once are both withdrawn', async () => {
    const house = await open()
    const ids = ['appeal/norm', 'appeal/what', 'safety:violence', 'NL-APPEAL-1W']
    await Promise.all(ids.map((id) => run(house, id)))
    expect((await run(house)).said.split('\n').toSorted()).toEqual(['4 withdrawn.', ...ids].toSorted())
  })

  test('on danger: 112 stands first, then the fixed text; the numbers stay', async () => {
    const house = await open()
    await run(house, 'safety:violence')
    const person = talk({ hint: 'tr', setting: await settingWithout(house) })
    person.say('👋')
    person.tap('tr')
    person.say('kocam şimdi beni dövüyor')
    const before = talk({ hint: 'tr' })
    before.say('👋')
    before.tap('tr')
    before.say('kocam şimdi beni dövüyor')
    expect(before.body()).toContain(said('safety:violence', 'tr'))
    expect(
      person.body().startsWith(`${said('safety:call-now', 'tr')}\n\n${said('safety:changing', 'tr')}`),
    ).toBe(true)
    expect(person.body()).not.toContain(said('safety:violence', 'tr'))
    expect(person.body()).toContain(said('hide:no-reminders', 'tr'))
  })

  test.each(['safety:show', 'safety:dutch.arrest', 'safety:arrest'])(
    'nobody who is arrested is sent to 112, whatever is withdrawn: %s',
    async (id) => {
      const house = await open()
      expect(await run(house, id)).toMatchObject({ code: 0 })
      const person = talk({ hint: 'en', setting: await settingWithout(house) })
      person.say('👋')
      person.tap('en')
      person.say('the police are arresting me now')
      expect(person.body()).toContain(said('safety:changing', 'en'))
      expect(person.body()).not.toContain('112')
    },
  )

  test('a term: no date is counted with it any more', async () => {
    const house = await open()
    const counted = /Act by \w+, \d+ November 2026/
    expect(letter(setting()).body()).toMatch(counted)
    const rule = readLaw().letters.find(({ id }) => id === 'ontvankelijk')?.rule ?? ''
    await run(house, rule)
    const saved = letter(setting())
    saved.tap('save')
    const changed = await settingWithout(house)
    const [owner] = saved.state()?.persons ?? []
    const [date] = owner?.dates ?? []
    const state = saved.state()
    if (!owner || !date || !state) throw new Error('No date was saved.')
    const now = Temporal.Instant.from('2026-11-21T08:00:00Z')
    const reminder = (one: typeof changed) =>
      JSON.stringify(reminderOf(date, owner, state.conversation, worldOf(one, 'whatsapp', now)).message.texts)
    expect(reminder(setting())).toContain('dates:act-by')
    expect(reminder(changed)).not.toContain('dates:act-by')
    expect(isTakenBack(date, changed.law)).toBe(true)
    const { body } = letter(changed)
    expect(body()).not.toMatch(/November|2026/)
    expect(body()).toContain('lawyer')
  })
})

test.each([
  ['appeal/nothing', /has no section "nothing". It has what/],
  ['nowhere/what', /no stage, topic or list "nowhere"/],
  ['safety:nothing', /has no text "nothing"/],
  ['safety:changing', /cannot be withdrawn/],
  ['frame:button.menu', /cannot be withdrawn/],
  ['safety:call-now', /cannot be withdrawn/],
  ['safety:choice.arrest', /cannot be withdrawn/],
  ['where:who-other', /cannot be withdrawn/],
  ['consent:remember', /a question about consent/],
  ['NL-NOTHING', /is no text and no rule/],
])('%s is refused with a sentence', (id, sentence) => {
  expect(withdrawFault(id, readWhole(), readLaw())).toMatch(sentence)
})
