import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/whatsapp.ts'
import { catalogueOf } from '../../server/cli/whatsapp-templates.ts'
import { readFiles } from '../../server/content.ts'
import { whatsappAdapter } from '../../server/whatsapp/send.ts'
import { templateIds, templatePayload } from '../../server/whatsapp/template.ts'
import { type Template, templateFaults } from '../../server/whatsapp/template-check.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../support/whatsapp-stand-in.ts'

let standIn: WhatsappStandIn
beforeEach(async () => {
  standIn = await startWhatsappStandIn()
})
afterEach(() => standIn.stop())

const run = async (command: string, over: Record<string, string | undefined> = {}) => {
  const lines: string[] = []
  const env = {
    WHATSAPP_ACCESS_TOKEN: standIn.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: standIn.phoneNumberId,
    WHATSAPP_BUSINESS_ACCOUNT_ID: standIn.businessAccountId,
    WHATSAPP_API_ROOT: standIn.url,
    ...over,
  }
  const code = await main(['templates', ...command.split(' ')], env, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

const { all, without } = catalogueOf(readFiles())
const good: Template = {
  ...{ locale: 'en', id: 'reminder', name: 'wegwijs_reminder_v1', language: 'en' },
  ...{ body: 'You asked for {{1}} here. Tap to read.', button: 'Read' },
}

describe('the catalogue of templates', () => {
  test('every locale that Meta has a code for has all of them, and none says what it is about', () => {
    expect(all).toHaveLength(11 * templateIds.length)
    expect(without).toEqual(['ti', 'so', 'ckb', 'kmr', 'am'])
    expect(all.flatMap((one) => templateFaults(one, ['asylum', 'law']))).toEqual([])
  })

  test.each<[Partial<Template>, string]>([
    [{ body: '{{1}} is here. Tap.' }, 'at the beginning or the end'],
    [{ body: 'Here is {{1}}' }, 'at the beginning or the end'],
    [{ body: 'Here {{2}} is' }, 'numbered in their order'],
    [{ body: 'Here {{day}} is' }, 'numbered in their order'],
    [{ body: 'Here {{1}} {{2}} is' }, 'side by side'],
    [{ body: 'Two\nlines' }, 'a line break'],
    [{ body: 'x'.repeat(1025) }, 'Meta takes 1024'],
    [{ body: 'x'.repeat(61) }, 'begins with at most 60'],
    [{ body: 'Your asylum letter. Tap.' }, '"asylum" must not be read'],
    [{ body: 'What the law says. Tap.' }, '"law" must not be read'],
    [{ button: '📖 Read' }, 'no emoji'],
    [{ button: 'x'.repeat(21) }, '1 to 20 fit'],
    [{ button: '' }, '1 to 20 fit'],
    [{ body: 'WhatsApp: رسالة جديدة.' }, 'would be turned round'],
    [{ language: 'ti' }, 'no language code of Meta'],
    [{ language: 'en-US' }, 'no language code of Meta'],
    [{ name: 'Wegwijs-1' }, 'may hold a–z'],
  ])('%o is refused with a sentence', (change, sentence) => {
    const faults = templateFaults({ ...good, ...change }, ['asylum', 'law'])
    expect(faults.join('\n')).toContain(sentence)
    expect(faults[0]).toMatch(/^locales\/en\/templates\.json, reminder: .*\.$/s)
  })

  test('a short word is forbidden as a whole word alone', () => {
    expect(templateFaults({ ...good, body: 'Find the flaw. Tap.' }, ['ind', 'law'])).toEqual([])
  })
})

describe('npm run whatsapp -- templates', () => {
  test('show needs no account', async () => {
    const { code, said } = await run('show', { WHATSAPP_ACCESS_TOKEN: undefined })
    expect(code).toBe(0)
    expect(said).toContain('wegwijs_opener_v1')
    expect(said).toContain('no language code for ti, so, ckb, kmr, am')
  })

  test('register sends what is missing, once; check says how each stands', async () => {
    const before = await run('check')
    expect(before).toMatchObject({ code: 1, said: expect.stringContaining('missing; "templates register"') })
    standIn.templates.push({
      ...{
        id: '1',
        name: 'wegwijs_opener_v1',
        language: 'en',
        category: 'MARKETING',
        status: 'APPROVED' as const,
      },
      ...{ components: [{ type: 'BODY', text: 'Other words.' }], rejected_reason: 'NONE' },
    })
    const first = await run('register')
    expect(first.code).toBe(0)
    expect(first.said).toContain(`${all.length - 1} were sent`)
    expect(standIn.templates).toHaveLength(all.length)
    expect((await run('register')).said).toContain('Meta has them all')
    expect(standIn.templates).toHaveLength(all.length)
    for (const one of standIn.templates) one.status = 'APPROVED'
    const rejected = standIn.templates.find(({ language }) => language === 'fa')!
    rejected.status = 'REJECTED'
    rejected.rejected_reason = 'INVALID_FORMAT'
    const after = await run('check')
    expect(after.code).toBe(1)
    expect(after.said).toContain('rejected (invalid_format)')
    expect(after.said).toContain('it differs: its text is "Other words."')
    expect(after.said).toContain('its category is marketing')
    expect(after.said).toContain(`2 of ${all.length} may not be sent yet`)
    standIn.templates.splice(0)
    await run('register')
    for (const one of standIn.templates) one.status = 'APPROVED'
    expect(await run('check')).toMatchObject({ code: 0, said: expect.stringContaining('All may be sent.') })
  })

  test('a list of more than one page is read to its end', async () => {
    for (let at = 0; at < 130; at++)
      standIn.templates.push({
        ...{
          id: String(at),
          name: `other_${at}`,
          language: 'en',
          category: 'UTILITY',
          status: 'APPROVED' as const,
        },
        ...{ components: [{ type: 'BODY', text: 'x' }], rejected_reason: 'NONE' },
      })
    await run('register')
    expect((await run('register')).said).toContain('Meta has them all')
  })

  test.each([
    [{ WHATSAPP_BUSINESS_ACCOUNT_ID: undefined }, 'WHATSAPP_BUSINESS_ACCOUNT_ID is missing.'],
    [{ WHATSAPP_BUSINESS_ACCOUNT_ID: 'abc' }, 'must be digits'],
    [{ WHATSAPP_ACCESS_TOKEN: 'wrong' }, 'Meta refuses the token.'],
    [{ WHATSAPP_BUSINESS_ACCOUNT_ID: '12' }, 'with code 100'],
  ])('%o says what to do', async (over, sentence) => {
    expect(await run('check', over)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) })
  })

  test('what is not understood is 2 with the usage', async () => {
    for (const command of ['', 'go', 'check now']) expect((await run(command)).code).toBe(2)
  })
})

describe('sending a template', () => {
  const send = (id: string, language: string) => {
    const { url: apiRoot, accessToken, phoneNumberId } = standIn
    const adapter = whatsappAdapter({
      apiRoot,
      accessToken,
      phoneNumberId,
      version: 26,
      account: 'w',
      space: 'main',
    })
    const payload = templatePayload({ id, language, asking: 'a1b2' })
    const call = { type: 'message', to: '447700900123', payload, silent: true, outbox: 'o1' } as const
    return adapter.send(call, AbortSignal.timeout(5000))
  }

  test('goes through a closed window once it is approved, and never before', async () => {
    standIn.closed.add('447700900123')
    expect(await send('reminder', 'en')).toEqual({ type: 'refused', reason: 'whatsapp.132001' })
    await run('register')
    expect(await send('reminder', 'en')).toEqual({ type: 'refused', reason: 'whatsapp.132001' })
    for (const one of standIn.templates) one.status = 'APPROVED'
    expect(await send('reminder', 'en')).toMatchObject({ type: 'sent' })
    expect(await send('reminder', 'ti')).toEqual({ type: 'refused', reason: 'whatsapp.132001' })
    for (const one of standIn.templates) one.status = 'PAUSED'
    expect(await send('reminder', 'en')).toEqual({ type: 'refused', reason: 'whatsapp.132015' })
    expect(standIn.sent).toHaveLength(1)
    expect(standIn.sent[0]?.body.template.components[0].parameters[0].payload).toBe('a1b2.read')
  })
})
