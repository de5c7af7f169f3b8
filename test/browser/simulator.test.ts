import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { desk, hasChromium, type Opened, phone, startBrowser } from '../support/browser.ts'
import { type Demo, startDemo } from './demo.ts'

const canRun = hasChromium()

describe.skipIf(!canRun)('the simulator in a browser', { timeout: 30_000 }, () => {
  let demo: Demo
  let browser: Opened
  let page: Page
  let count = 0
  const wrong: string[] = []

  beforeAll(async () => {
    demo = await startDemo()
    browser = await startBrowser()
  }, 30_000)
  afterAll(async () => {
    await browser.end()
    await demo.end()
  })
  beforeEach(async () => {
    page = await browser.context.newPage()
    page.setDefaultTimeout(5000)
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
    return async () => {
      await page.close()
      expect(wrong.splice(0)).toEqual([])
    }
  })

  const open = async (look: string, hint: string, size = phone) => {
    const chat = `test-phone-${++count}`.padEnd(22, 'x')
    await page.setViewportSize(size)
    await page.goto(`${demo.url}#chat=${chat}&look=${look}&hint=${hint}`)
    await page.locator('#begin-button').click()
    await answers(1)
  }
  const bot = () => page.locator('.said:not(.own)')
  const answers = (number: number) => expect.poll(() => bot().count()).toBeGreaterThanOrEqual(number)
  const last = () => bot().last()

  /** Chooses by the label, as a person would on this look. */
  const choose = async (look: string, label: string | RegExp) => {
    const before = await bot().count()
    if (look === 'telegram') await last().getByRole('button', { name: label, exact: true }).click()
    else if ((await last().locator('[aria-haspopup]').count()) > 0) {
      await last().locator('[aria-haspopup]').click()
      await page.locator('#sheet').getByRole('button', { name: label, exact: true }).click()
    } else await last().getByRole('button', { name: label, exact: true }).click()
    await answers(before + 1)
  }
  const write = async (text: string) => {
    const before = await bot().count()
    await page.locator('#text').fill(text)
    await page.keyboard.press('Enter')
    await answers(before + 1)
  }
  const inside = async () => {
    const tooWide = await page.evaluate(
      `[document.documentElement, document.querySelector('#log')].map((one) => one.scrollWidth - one.clientWidth)`,
    )
    expect(tooWide, 'nothing is wider than the screen').toEqual([0, 0])
  }

  test.each(['telegram', 'whatsapp'])(
    'in Arabic on %s: from hello to the own stage in at most nine answers, and back to the menu in two',
    async (look) => {
      await open(look, 'ar')
      const walk = [
        'العربية',
        'نعم',
        /القائمة/,
        /في أي مرحلة/,
        'لي أنا',
        'لا',
        /في 12|بعده/,
        /وصلت الآن/,
        'الوصول',
      ]
      for (const label of walk) {
        await choose(look, label)
        await inside()
      }
      expect(walk.length).toBeLessThanOrEqual(9)
      // What comes next follows in a bubble of its own.
      await expect.poll(() => last().innerText()).toContain('ماذا يأتي بعدها')
      expect(await bot().nth(-2).innerText()).toContain('الوصول')
      const paragraph = last().locator('.text p').first()
      expect(
        await paragraph.evaluate((one) => one.ownerDocument.defaultView?.getComputedStyle(one).direction),
      ).toBe('rtl')
      expect(await paragraph.getAttribute('lang')).toBe('ar')
      const [text, bubble] = [await paragraph.boundingBox(), await last().locator('.bubble').boundingBox()]
      expect(bubble!.x + bubble!.width - (text!.x + text!.width), 'starts at the right').toBeLessThan(20)
      await choose(look, /القائمة/)
      expect(await last().innerText()).toContain('ماذا تحتاج')
    },
  )

  test('numbered text has numbers alone, and they are understood', async () => {
    await open('text', 'en')
    expect(await last().innerText()).toMatch(/1\. .*English/)
    expect(await page.locator('.key, .answer').count()).toBe(0)
    await write('1')
    expect(await last().innerText()).toContain('TEST')
    await inside()
  })

  test('a reload keeps the chat, another look is another chat, a new phone is a new person', async () => {
    await open('whatsapp', 'en')
    await choose('whatsapp', 'English')
    await page.reload()
    await answers(2)
    expect(await page.locator('.said.own').count()).toBe(2)
    await page.getByRole('button', { name: 'Telegram' }).click()
    await expect.poll(() => bot().count()).toBe(0)
    await page.getByRole('button', { name: 'WhatsApp' }).click()
    await answers(2)
    const before = page.url()
    await page.locator('#open-controls').click()
    await page.locator('#new-phone').click()
    await expect.poll(() => bot().count()).toBe(0)
    expect(page.url()).not.toBe(before)
  })

  const oldOption = async (label: string): Promise<string> => {
    const options = await page.locator('#old option').allInnerTexts()
    return options.find((option) => option.includes(label)) ?? label
  }

  test('Telegram takes old keys away; WhatsApp keeps them, and an old one is explained', async () => {
    await open('telegram', 'en')
    await choose('telegram', 'English')
    await expect.poll(() => page.locator('.keyboard').count()).toBe(1)
    expect(await page.locator('.said.own').count(), 'a tap shows no bubble').toBe(1)
    await choose('telegram', 'Yes')
    await page.locator('#open-controls').click()
    await page.locator('#old').selectOption({ label: await oldOption('Do not remember') })
    await page.locator('#tap-old').click()
    await expect.poll(() => last().innerText()).toContain('earlier question')
    await open('whatsapp', 'en')
    await choose('whatsapp', 'English')
    await choose('whatsapp', 'Yes')
    await bot().nth(1).getByRole('button', { name: 'Do not remember' }).click()
    await expect.poll(() => last().innerText()).toContain('earlier question')
  })

  test('hide takes the bubbles of both sides away on Telegram', async () => {
    await open('telegram', 'en')
    await choose('telegram', 'English')
    await page.locator('#text').fill('hide')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.said').allInnerTexts()).toEqual([expect.stringContaining('OK')])
    await page.reload()
    await answers(1)
    expect(await page.locator('.said').count()).toBe(1)
  })

  test('voice note and photo are answered; the events of the turn are shown', async () => {
    await open('whatsapp', 'en')
    await choose('whatsapp', 'English')
    await page.locator('#voice').click()
    await answers(3)
    await page.locator('#attach').click()
    await page.getByRole('button', { name: 'Photo of a letter' }).click()
    await answers(4)
    expect(await page.locator('.voice, .photo').count()).toBe(2)
    await page.locator('#open-events').click()
    const panel = page.locator('#events')
    await expect.poll(() => panel.innerText()).toContain('locale.chosen locale=en')
    await page.keyboard.press('Escape')
    expect(await panel.isVisible()).toBe(false)
  })

  test('demo time moves on every page at once', async () => {
    await open('telegram', 'en', desk)
    const second = await browser.context.newPage()
    await second.goto(demo.url)
    const shown = await page.locator('#now').innerText()
    await page.getByRole('button', { name: '+3 days' }).click()
    await expect.poll(() => page.locator('#now').innerText()).not.toBe(shown)
    await second.setViewportSize(desk)
    await expect.poll(() => second.locator('#now').innerText()).toBe(await page.locator('#now').innerText())
    await second.close()
    await inside()
  })

  test('a message that was not taken is said so, and sent again it arrives once', async () => {
    await open('text', 'en')
    demo.setAway(true)
    await page.locator('#text').fill('1')
    await page.keyboard.press('Enter')
    await page.locator('.again').waitFor()
    expect(await page.locator('#toast').innerText()).toContain('Try again')
    demo.setAway(false)
    await page.locator('.again').click()
    await answers(2)
    expect(await page.locator('.said.own').count()).toBe(2)
    // The browser itself names the 503 on its console.
    wrong.length = 0
  })

  test('works by keyboard: a list opens, is walked, chosen, and left', async () => {
    await open('whatsapp', 'en')
    await last().locator('[aria-haspopup]').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    expect(await page.locator('#sheet').isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await answers(2)
    expect(await page.locator('.said.own').last().innerText()).toContain('Nederlands')
  })

  test('every button is large enough for a thumb', async () => {
    await open('whatsapp', 'ar')
    await last().locator('[aria-haspopup]').click()
    const small = await page
      .locator('button:visible, select:visible, textarea:visible')
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().height < 40)
          .map((one) => `${one.id} ${one.textContent}`),
      )
    expect(small).toEqual([])
  })
})
