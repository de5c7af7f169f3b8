import type { Catalog } from '../bot/catalog.ts'

/** A list of commands in one language, as an app's menu shows it; null is the list for everyone else. */
export interface CommandWords {
  readonly locale: string | null
  readonly commands: readonly { readonly command: string; readonly description: string }[]
}

/** Where the neutral words of each command stand: buttons of the frame, without their sign (P11). */
const rows = [
  ['menu', 'frame:button.menu'],
  ['help', 'frame:menu.help'],
  ['person', 'frame:menu.person'],
  ['language', 'frame:menu.language'],
  ['hide', 'frame:button.hide'],
  ['back', 'frame:button.back'],
] as const

const withoutSign = (label: string): string => label.replace(/^[^\p{L}\p{N}]+/u, '').trim()

const listOf = (catalog: Catalog, tag: string, locale: string | null): CommandWords => ({
  locale,
  commands: rows.flatMap(([command, key]) => {
    const said = catalog.key(tag, key, {})
    return said ? [{ command, description: withoutSign(said.words) }] : []
  }),
})

/** The command list of every language, and English for apps in any other. */
export const commandLists = (catalog: Catalog): CommandWords[] => [
  listOf(catalog, 'en', null),
  ...catalog.locales.map(({ tag }) => listOf(catalog, tag, tag)),
]
