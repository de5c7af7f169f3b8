import { laidOutLabel } from '../wire/layout.ts'

/** One template in one language, as it is to stand at Meta. */
export interface Template {
  readonly locale: string
  readonly id: string
  readonly name: string
  /** Meta's code: case-sensitive, with an underscore. */
  readonly language: string
  readonly body: string
  readonly button: string
}

// Template reference of the Cloud API; codes of the page "Supported languages", May 2026.
const limits = { name: 512, body: 1024, button: 20, opener: 60 }
const languages = new Set(
  `af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE en en_GB
  en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr fr_BE fr_CA fr_CH
  fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb ps_AF fa pl
  pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA es_PE es_ES es_UY sw sv
  ta te th tr uk ur uz vi zu`.split(/\s+/),
)

export const isLanguage = (code: string): boolean => languages.has(code)

/** What Meta would refuse, and what P11 forbids; one plain sentence a fault. `never` are words of every language. */
export const templateFaults = (template: Template, never: readonly string[]): string[] => {
  const { locale, id, name, language, body, button } = template
  const faults = [
    ...(/^[a-z0-9_]+$/.test(name) && name.length <= limits.name
      ? []
      : [`the name "${name}" may hold a–z, 0–9 and _ alone`]),
    ...(isLanguage(language) ? [] : [`"${language}" is no language code of Meta; leave the file out`]),
    ...(body.length <= limits.body
      ? []
      : [`the text has ${body.length} characters; Meta takes ${limits.body}`]),
    ...([...body].length <= limits.opener
      ? []
      : [
          `the text has ${[...body].length} characters; what comes unasked begins with at most ${limits.opener}`,
        ]),
    ...variableFaults(body),
    ...[body, button].flatMap(directionFaults),
    ...(button.length > 0 && button.length <= limits.button
      ? []
      : [`the button "${button}" has ${button.length} characters; 1 to ${limits.button} fit`]),
    ...(/\p{Extended_Pictographic}|\{\{|\n/u.test(button)
      ? ['a button takes no emoji, variable or line break']
      : []),
    ...forbidden(`${body} ${button}`, never).map((word) => `"${word}" must not be read on a locked screen`),
  ]
  return faults.map((fault) => `locales/${locale}/templates.json, ${id}: ${fault}.`)
}

/** Meta numbers variables from 1 without a gap, and refuses them at either end, side by side, or with a line break. */
const variableFaults = (body: string): string[] => {
  const found = [...body.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].map(([, name = '']) => name)
  const isNumbered = found.every((name, at) => name === String(at + 1))
  return [
    ...(isNumbered ? [] : ['variables are numbered in their order: {{1}}, {{2}}']),
    ...(/^\s*\{\{|\}\}\s*$/.test(body) ? ['a variable stands at the beginning or the end'] : []),
    ...(/\}\}\s*\{\{/.test(body) ? ['two variables stand side by side'] : []),
    ...(/\n|\t| {5}/.test(body) ? ['a line break, a tab or five blanks stand in the text'] : []),
  ]
}

/** A template goes as it was approved: no mark of direction is added when it is sent. */
const directionFaults = (text: string): string[] =>
  laidOutLabel(text, 'rtl') === text
    ? []
    : [
        `"${text}" begins with a letter from left to right and would be turned round; begin with a word of the language`,
      ]

/** Short words count whole, longer ones as the beginning of a word. */
const forbidden = (text: string, never: readonly string[]): string[] => {
  const words = text.toLowerCase().split(/[^\p{L}\p{M}]+/u)
  return never.filter((bad) =>
    words.some((word) => (bad.length <= 3 ? word === bad : word.startsWith(bad.toLowerCase()))),
  )
}

/** What is sent to Meta for approval. */
export const definitionOf = ({ name, language, body, button }: Template) => ({
  name,
  language,
  category: 'UTILITY',
  components: [
    { type: 'BODY', text: body, ...exampleOf(body) },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: button }] },
  ],
})

/** Meta wants a sample for every variable. */
const exampleOf = (body: string) => {
  const count = [...body.matchAll(/\{\{\d+\}\}/g)].length
  return count === 0
    ? {}
    : { example: { body_text: [Array.from({ length: count }, (_, at) => `${at + 1}`)] } }
}
