import type { Said } from './catalog.ts'
import { currentPerson, type Draft, localeOf } from './draft.ts'
import type { Choice, Text } from './message.ts'
import { signTexts } from './sign.ts'
import { hasHide } from './topic.ts'

/** The stage page that is being read: slots `stage` and `section`. */
const reading = (draft: Draft): { stage: string; section: string } => ({
  stage: draft.conversation.slots.stage ?? 'arrival',
  section: draft.conversation.slots.section ?? 'what',
})

export const stageTitle = (stage: string): Text => ({ stage, section: 'title' })

const found = (draft: Draft, stage: string, section: string): Said | null => {
  const { catalog } = draft.world
  const { fallback } = draft.conversation
  return (
    catalog.section(localeOf(draft.conversation), stage, section) ??
    (fallback === null ? null : catalog.section(fallback, stage, section))
  )
}

/** What a child alone may read: nothing on return, detention, departure (P4). */
export const mayRead = (draft: Draft, stage: string): boolean =>
  currentPerson(draft)?.alone !== 'yes' || (draft.world.catalog.stage(stage)?.children ?? false)

/** The section that is read, with one short line of source and date (P6); the stage's own page has its title above. */
export const sectionTexts = (draft: Draft): Text[] => {
  const { stage, section } = reading(draft)
  const title = [
    ...signTexts(draft),
    ...(section === 'what' || section === 'text' ? [stageTitle(stage)] : []),
  ]
  const heading: Text[] = title.length > 0 ? [{ join: title }] : []
  const hide: Text[] = hasHide(stage) ? [{ key: 'hide:no-reminders' }] : []
  return [...heading, ...pageTexts(draft, stage, section), ...hide]
}

/** One page of the pack, with its labels and its line of source and date. */
export const pageTexts = (draft: Draft, stage: string, section: string): Text[] => {
  const said = found(draft, stage, section)
  if (said?.state === 'withheld') return [{ key: 'frame:withheld' }]
  const labels: Text[] = []
  if (said?.state === 'stale') labels.push({ key: 'frame:stale' })
  if (said?.status === 'unverified') labels.push({ key: 'frame:unverified' })
  const source: Text[] = said?.source?.url
    ? [{ key: 'frame:source-line', args: { source: said.source.short, date: dutchDate(said.source.asOf) } }]
    : []
  const line: Text[] = labels.length + source.length > 0 ? [{ join: [...labels, ...source] }] : []
  return [{ stage, section }, ...line]
}

/** 2026-06-12 as 12-06-2026: the form of Dutch letters. */
export const dutchDate = (iso: string): string => iso.slice(0, 10).split('-').reverse().join('-')

/** What stands behind [Source]: title, article, date of the text, address. */
export const sourceTexts = (draft: Draft): Text[] => {
  const { stage, section } = reading(draft)
  const said = found(draft, stage, section)
  if (!said?.source) return [{ key: 'frame:unverified' }]
  const { title, at, asOf, url } = said.source
  const date = dutchDate(asOf)
  const label: Text[] = said.status === 'unverified' ? [{ key: 'frame:unverified' }] : []
  if (at === '' && url === null)
    return [...label, { key: 'frame:source-line', args: { source: title, date } }]
  return [...label, { key: 'frame:source-more', args: { title, article: at, date, url: url ?? '' } }]
}

const pages = ['what', 'next', 'who', 'norm', 'rights', 'duties', 'papers'] as const
const childPages = ['what', 'guardian', 'interview', 'age', 'home'] as const

/** The other pages of this stage; after a decision, refusal or departure what may follow opens by a tap alone (P12). */
export const sectionChoices = (draft: Draft): Choice[] => {
  const { stage, section } = reading(draft)
  const known = draft.world.catalog.stage(stage)
  const person: Choice = { id: '@person', label: { key: 'frame:menu.person' } }
  const menu: Choice = { id: '@menu', label: { key: 'frame:button.menu' } }
  const rows = pagesBeside(stage, section).map((page) => ({
    id: page,
    label: { key: pageLabel(draft, stage, page) },
  }))
  const fixed: Choice[] = [
    ...(hasHide(stage) ? [{ id: '@hide', label: { key: 'frame:button.hide' } }] : []),
    { id: 'source', label: { key: 'frame:button.source' } },
    { id: 'wrong', label: { key: 'frame:button.not-right' } },
  ]
  if (section === 'next') return [...nextChoices(draft, stage), ...rows.slice(0, 1), ...fixed, person, menu]
  return known?.grave
    ? [...rows.slice(0, 1), person, ...rows.slice(1), ...fixed, menu]
    : [...rows, ...fixed, person, menu]
}

/** Ten rows are all that a list takes: where [Hide] needs one, a page is reached from the page before it. */
const pagesBeside = (stage: string, section: string): readonly string[] => {
  const pages = pagesOf(stage, section)
  if (!hasHide(stage)) return pages
  const left = section === 'duties' ? ['norm'] : section === 'norm' ? ['who'] : ['papers']
  return pages.filter((page) => !left.includes(page))
}

/** Norm and practice stand apart: the second opens from the first, where ten rows leave no room for all. */
const pagesOf = (stage: string, section: string): readonly string[] => {
  if (stage === 'child') return childPages.filter((page) => page !== section)
  if (section === 'norm') return ['practice', ...pages.filter((page) => page !== 'norm' && page !== 'papers')]
  return pages.filter((page) => page !== section && (section !== 'practice' || page !== 'norm'))
}

const pageLabel = ({ world }: Draft, stage: string, page: string): string => {
  if (stage === 'child' && page !== 'what') return `where:child-section.${page}`
  const isGrave = world.catalog.stage(stage)?.grave === true
  return `where:section.${page === 'next' && isGrave ? 'follow' : page}`
}

/** The stages that may come next, to read about: the person's own stage stays what it is. */
const nextChoices = (draft: Draft, stage: string): Choice[] =>
  (draft.world.catalog.stage(stage)?.next ?? [])
    .filter((id) => mayRead(draft, id))
    .slice(0, 5)
    .map((id) => ({ id, label: { stage: id, section: 'short' } }))
