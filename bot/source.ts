import type { Source } from './catalog.ts'
import type { KeyText, Text } from './message.ts'

/** A day of a text (2026-06-12, also a moment) as 12-06-2026: short, as one last line wants it (P6). */
export const dutchDate = (iso: string): string => iso.slice(0, 10).split('-').reverse().join('-')

/** Nobody can open these: what they are is said in words of the reader's language. */
const isUnread = ({ kind }: Pick<Source, 'kind'>): boolean => ['memory', 'list', 'chat'].includes(kind)

/** The short last line under a text. */
export const sourceLine = (source: Source): KeyText => ({
  key: 'frame:source-line',
  args: {
    source: isUnread(source) ? { key: `where:source.${source.kind}-short` } : source.short,
    date: dutchDate(source.asOf),
  },
})

/** Behind [Source]: the Dutch name, by which a lawyer finds it, what it is, the article, the date of the text, the address. */
export const sourceText = (source: Pick<Source, 'kind' | 'title' | 'at' | 'asOf' | 'url'>): Text => {
  const what: Text = { key: `where:source.${source.kind}` }
  const date = dutchDate(source.asOf)
  if (isUnread(source)) return { join: [what, { plain: `(${date})` }] }
  const { title, at } = source
  const named: Text = at === '' ? { plain: title } : { join: [{ plain: title }, what], by: ' · ' }
  const article: Text = at === '' ? what : { plain: at }
  return { key: 'frame:source-more', args: { title: named, article, date, url: source.url ?? '' } }
}
