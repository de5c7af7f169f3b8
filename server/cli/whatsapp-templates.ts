import { z } from 'zod'
import { businessAccount } from '../config.ts'
import { type Layer, readFiles } from '../content.ts'
import { templateIds, templateName } from '../whatsapp/template.ts'
import { definitionOf, type Template, templateFaults } from '../whatsapp/template-check.ts'
import { type Account, accountOf, ask, type Env, Mistake, need, type Print } from './graph.ts'

const textOf = (layer: Layer, tag: string, key: string): string => {
  const text = layer.texts[tag]?.templates?.[key]
  return typeof text === 'string' ? text : ''
}

/** The catalogue: every template in every locale that has a templates.json. */
export const catalogueOf = (
  layer: Layer,
): { readonly all: readonly Template[]; readonly without: readonly string[] } => {
  const tags = (layer.locales ?? []).map(({ tag }) => tag)
  const having = tags.filter((tag) => layer.texts[tag]?.templates)
  const all = having.flatMap((locale) =>
    templateIds.map((id) => ({
      ...{ locale, id, name: templateName(id), language: textOf(layer, locale, 'language') },
      ...{ body: textOf(layer, locale, id), button: textOf(layer, locale, 'read') },
    })),
  )
  return { all, without: tags.filter((tag) => !having.includes(tag)) }
}

const neverSaid = (layer: Layer, all: readonly Template[]): string[] =>
  [...new Set(all.map(({ locale }) => locale))].flatMap((tag) =>
    textOf(layer, tag, 'never')
      .split(' ')
      .filter((word) => word !== ''),
  )

/** @throws Mistake naming every fault of ours. */
const faultless = (layer: Layer, all: readonly Template[], print: Print): void => {
  const faults = all.flatMap((one) => templateFaults(one, neverSaid(layer, all)))
  if (faults.length > 0) throw new Mistake(faults.join('\n'))
  print(`${all.length} templates keep every rule that can be checked here.`)
}

const word = z.string().catch('')
const Component = z.object({
  type: word,
  text: word.default(''),
  buttons: z
    .array(z.object({ type: word, text: word }))
    .catch([])
    .default([]),
})
const Known = z.object({
  name: word,
  language: word,
  status: word,
  category: word,
  rejected_reason: word.default(''),
  components: z.array(Component).catch([]).default([]),
})
type Known = z.infer<typeof Known>
const Page = z.object({
  data: z.array(Known),
  paging: z
    .object({ next: z.string().optional(), cursors: z.object({ after: z.string() }).optional() })
    .optional(),
})

const businessOf = (env: Env): string => {
  const id = need(
    env,
    'WHATSAPP_BUSINESS_ACCOUNT_ID',
    'It stands in the Meta business settings, WhatsApp accounts.',
  )
  if (!businessAccount.test(id)) throw new Mistake('WHATSAPP_BUSINESS_ACCOUNT_ID must be digits. Correct it.')
  return id
}

/** All templates of the account, page by page. */
const registered = async (account: Account, business: string): Promise<readonly Known[]> => {
  const found: Known[] = []
  let after = ''
  for (let page = 0; page < 50; page++) {
    const fields = 'name,language,status,category,components,rejected_reason'
    const at = `${business}/message_templates?fields=${fields}&limit=100${after && `&after=${encodeURIComponent(after)}`}`
    const read = Page.safeParse(await ask(account, at))
    if (!read.success)
      throw new Mistake('Meta answered with something that is no list of templates. Try again.')
    found.push(...read.data.data)
    after = read.data.paging?.next ? (read.data.paging.cursors?.after ?? '') : ''
    if (after === '') return found
  }
  return found
}

const isSame =
  (one: Template) =>
  (known: Known): boolean =>
    known.name === one.name && known.language === one.language

/** What Meta has of a template, in words; `good` when it may be sent as it is. */
const standing = (
  one: Template,
  known: Known | undefined,
): { readonly good: boolean; readonly said: string } => {
  if (!known) return { good: false, said: 'missing; "templates register" sends it' }
  const body = known.components.find(({ type }) => type === 'BODY')?.text
  const button = known.components.find(({ type }) => type === 'BUTTONS')?.buttons[0]?.text
  const differs = [
    ...(body === one.body ? [] : [`its text is "${body ?? ''}"`]),
    ...(button === one.button ? [] : [`its button is "${button ?? ''}"`]),
    ...(known.category === 'UTILITY' ? [] : [`its category is ${known.category.toLowerCase()}`]),
  ]
  const state = known.status.toLowerCase().replaceAll('_', ' ')
  const why = ['', 'NONE'].includes(known.rejected_reason) ? '' : ` (${known.rejected_reason.toLowerCase()})`
  const other = differs.length > 0 ? `; it differs: ${differs.join(', ')}` : ''
  return { good: known.status === 'APPROVED' && differs.length === 0, said: `${state}${why}${other}` }
}

const placed = (name: string, language: string): string => `${name.padEnd(24)}${language.padEnd(8)}`

const show = ({ all, without }: ReturnType<typeof catalogueOf>, print: Print): number => {
  for (const { name, language, body, button } of all) print(`${placed(name, language)}${body}  [${button}]`)
  if (without.length > 0)
    print(
      `Meta has no language code for ${without.join(', ')}: whoever speaks one is asked for a second language.`,
    )
  return 0
}

const check = async (all: readonly Template[], env: Env, print: Print): Promise<number> => {
  const known = await registered(accountOf(env), businessOf(env))
  const rows = all.map((one) => ({ one, ...standing(one, known.find(isSame(one))) }))
  for (const { one, said } of rows) print(`${placed(one.name, one.language)}${said}`)
  const bad = rows.filter(({ good }) => !good).length
  print(
    bad === 0
      ? 'All may be sent.'
      : `${bad} of ${rows.length} may not be sent yet; until then people are not written to first.`,
  )
  return bad === 0 ? 0 : 1
}

const register = async (all: readonly Template[], env: Env, print: Print): Promise<number> => {
  const [account, business] = [accountOf(env), businessOf(env)]
  const known = await registered(account, business)
  const missing = all.filter((one) => !known.some(isSame(one)))
  for (const one of missing) {
    await ask(account, `${business}/message_templates`, definitionOf(one))
    print(`${placed(one.name, one.language)}sent for approval`)
  }
  print(
    missing.length === 0
      ? 'Meta has them all. "templates check" says how they stand.'
      : `${missing.length} were sent. Approval takes minutes to two days; "templates check" says how they stand.`,
  )
  return 0
}

/** `npm run whatsapp -- templates …`. Gives the exit code. @throws Mistake with the sentence that helps */
export const templates = async (command: string, env: Env, print: Print): Promise<number> => {
  const layer = readFiles()
  const catalogue = catalogueOf(layer)
  if (command === 'show') return show(catalogue, print)
  faultless(layer, catalogue.all, print)
  return command === 'check' ? check(catalogue.all, env, print) : register(catalogue.all, env, print)
}
