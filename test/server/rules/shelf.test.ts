import { expect, test } from 'vitest'
import { readFiles } from '../../../server/content.ts'
import { openShelf, publishRelease, type Shelf } from '../../../server/shelf.ts'
import type { Json } from '../../../server/store/store.ts'
import { telegramChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import type { House } from '../../support/house.ts'

const files = readFiles()
const shelfIn = async (house: House, said: string[] = []): Promise<Shelf> => {
  const refused = (sentence: string) => void said.push(sentence)
  const shelf = openShelf({ store: house.store, files, goLive: false, refused })
  await shelf.refresh()
  return shelf
}
const release = (menu: string): Json => ({ texts: { en: { frame: { 'menu-text': menu } } } })

onBothEngines('Published texts', (open) => {
  test('are swapped whole, without a restart, in every process; the hash changes and comes back', async () => {
    const house = await open()
    const [one, other] = [await shelfIn(house), await shelfIn(house)]
    const { hash } = one.catalog()
    await publishRelease(house.store, release('What can I do for you?'))
    expect(one.catalog().hash).toBe(hash)
    expect(await one.refresh()).toBe(true)
    expect(await other.refresh()).toBe(true)
    expect(one.catalog().hash).not.toBe(hash)
    expect(other.catalog().hash).toBe(one.catalog().hash)
    expect(one.catalog().key('en', 'frame:menu-text', {})?.words).toBe('What can I do for you?')
    expect(one.catalog().key('nl', 'frame:menu-text', {})?.words).not.toBe('What can I do for you?')
    expect(await one.refresh()).toBe(false)
    await publishRelease(house.store, {})
    await one.refresh()
    expect(one.catalog().hash).toBe(hash)
    expect((await shelfIn(house)).catalog().hash).toBe(hash)
  })

  test('one with a fault of structure is refused with a sentence, and the texts before stay', async () => {
    const house = await open()
    const said: string[] = []
    const shelf = await shelfIn(house, said)
    await publishRelease(house.store, release('Good words'))
    await shelf.refresh()
    const { hash } = shelf.catalog()
    const faulty: Json[] = [
      { texts: { en: 5 } },
      { commands: { en: { menu: ['stop'] } } },
      { locales: [{ tag: 'xx', name: 'X', dir: 'ltr', dutch: 'x', plural: ['other'] }] },
    ]
    for (const layer of faulty) {
      await publishRelease(house.store, layer)
      expect(await shelf.refresh()).toBe(false)
      expect(shelf.catalog().hash).toBe(hash)
    }
    expect(said).toHaveLength(faulty.length)
    for (const sentence of said) expect(sentence).toMatch(/^The published release .* was refused/)
    await publishRelease(house.store, release('Better words'))
    expect(await shelf.refresh()).toBe(true)
  })

  test('words already committed are not changed by a release that comes before they are sent', async () => {
    const house = await open()
    const chat = telegramChat(house, 4470101)
    await chat.settleIn()
    chat.fresh()
    await chat.says('menu')
    await house.settle('inbox')
    const shelf = await shelfIn(house)
    await publishRelease(house.store, release('Other words'))
    await shelf.refresh()
    house.setCatalog(shelf.catalog())
    await house.settle()
    expect(chat.fresh()[0]?.body).toContain('What do you need')
    expect((await chat.tell('menu'))[0]?.body).toContain('Other words')
  })
})
