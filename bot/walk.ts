import { listLabel, listOfStage } from './checklist.ts'
import { currentPerson, type Draft, withSlot } from './draft.ts'
import type { Choice } from './message.ts'
import { reading } from './stage.ts'

/** The walk of the stage or topic that is read; a child alone has an own route (P4). */
export const walkOf = (draft: Draft, id: string): string | null => {
  const { catalog } = draft.world
  const walk = catalog.stage(id)?.walk ?? catalog.topics.find((topic) => topic.id === id)?.walk ?? null
  const isOpen =
    walk !== null && (catalog.stage(walk)?.children === true || currentPerson(draft)?.alone !== 'yes')
  return isOpen ? walk : null
}

/** The row that opens the walk, where there is one. */
export const walkRow = (draft: Draft, id: string): Choice[] =>
  walkOf(draft, id) === null ? [] : [{ id: 'walk', label: { key: 'where:walk.begin' } }]

const pagesOf = (draft: Draft, walk: string): readonly string[] =>
  draft.world.catalog.stage(walk)?.sections ?? []

export const beginWalk = (draft: Draft): Draft => {
  const walk = walkOf(draft, reading(draft).stage)
  if (walk === null) return draft
  return withSlot(withSlot(draft, 'stage', walk), 'section', pagesOf(draft, walk)[0] ?? '')
}

const pageAfter = (draft: Draft): string | null => {
  const { stage, section } = reading(draft)
  const pages = pagesOf(draft, stage)
  return pages[pages.indexOf(section) + 1] ?? null
}

export const walkOn = (draft: Draft): Draft =>
  withSlot(draft, 'section', pageAfter(draft) ?? reading(draft).section)

/** On with it; at the end the papers to bring. */
export const walkChoices = (draft: Draft): Choice[] => {
  const list = listOfStage(draft, reading(draft).stage)
  if (pageAfter(draft) !== null) return [{ id: 'on', label: { key: 'where:walk.on' } }]
  return list ? [{ id: 'list', label: listLabel(list) }] : []
}
