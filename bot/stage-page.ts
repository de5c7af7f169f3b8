import { listLabel, listOfStage } from './checklist.ts'
import type { Draft } from './draft.ts'
import type { Choice } from './message.ts'
import { mayRead, reading } from './stage.ts'
import { hasHide } from './topic.ts'
import { walkRow } from './walk.ts'

const pages = ['what', 'next', 'who', 'norm', 'rights', 'duties', 'papers'] as const
const childPages = ['what', 'guardian', 'interview', 'age', 'home'] as const

/** The other pages of this stage; after a decision, refusal or departure what may follow opens by a tap alone (P12). */
export const sectionChoices = (draft: Draft): Choice[] => {
  const { stage, section } = reading(draft)
  const known = draft.world.catalog.stage(stage)
  // On a grave stage this tap, and nothing else, makes a task for a person (P12).
  const person: Choice = { id: known?.grave ? 'person' : '@person', label: { key: 'frame:menu.person' } }
  const menu: Choice = { id: '@menu', label: { key: 'frame:button.menu' } }
  const more = moreRow(draft, stage, section)
  const pages = pagesBeside(stage, section)
    .filter((page) => page !== more?.inPlaceOf)
    .map((page) => ({ id: page, label: { key: pageLabel(draft, stage, page) } }))
  const rows = more ? [more.row, ...pages] : pages
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

interface MoreRow {
  readonly row: Choice
  /** The page that gives up its row: ten are all there are. Every other page of the stage still leads to it. */
  readonly inPlaceOf: string
}

/** What opens beside the pages: the list of papers, and the walk through what is ahead. */
const moreRow = (draft: Draft, stage: string, section: string): MoreRow | null => {
  const list = section === 'papers' ? listOfStage(draft, stage) : null
  if (list) return { row: { id: 'list', label: listLabel(list) }, inPlaceOf: 'who' }
  const [walk] = section === 'what' ? walkRow(draft, stage) : []
  return walk ? { row: walk, inPlaceOf: 'norm' } : null
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
