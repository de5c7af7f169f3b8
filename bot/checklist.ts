import type { DocumentList, Said } from './catalog.ts'
import { currentPerson, type Draft, withEvent, withPerson, withSlot } from './draft.ts'
import type { Choice, Text } from './message.ts'
import type { Person } from './person.ts'
import { signTexts } from './sign.ts'
import { foundIn, labelTexts, sourceTextsOf } from './stage.ts'

const slot = (draft: Draft, name: string): string => draft.conversation.slots[name] ?? ''

/** A child alone opens the lists that are marked for minors, and no other (P4). */
const mayOpen = (draft: Draft, list: DocumentList): boolean =>
  list.children || currentPerson(draft)?.alone !== 'yes'

const listNamed = (draft: Draft, id: string): DocumentList | null => {
  const list = draft.world.catalog.documents.find((one) => one.id === id)
  return list && mayOpen(draft, list) ? list : null
}

export const listOpen = (draft: Draft): DocumentList | null => listNamed(draft, slot(draft, 'list'))

/** The list that stands under the papers of a stage. */
export const listOfStage = (draft: Draft, stage: string): DocumentList | null => {
  const list = draft.world.catalog.documents.find(({ stages }) => stages.includes(stage))
  return list && mayOpen(draft, list) ? list : null
}

export const openStageList = (draft: Draft): Draft =>
  withSlot(draft, 'list', listOfStage(draft, slot(draft, 'stage'))?.id ?? '')

export const withoutList = (draft: Draft): Draft => withSlot(draft, 'list', '')

export const listLabel = ({ id }: DocumentList): Text => ({
  join: [{ plain: '🗂️' }, { stage: id, section: 'short' }],
})

/** That of the own stage first, then the order of the pack; what opens by a tap alone is never put forward (P7). */
export const listChoices = (draft: Draft): Choice[] => {
  const own = listOfStage(draft, currentPerson(draft)?.stage ?? '')
  const { documents } = draft.world.catalog
  const lists = own && !own.tapOnly ? [own, ...documents.filter((list) => list !== own)] : documents
  return lists.filter((list) => mayOpen(draft, list)).map((list) => ({ id: list.id, label: listLabel(list) }))
}

/** The name under which a tick is kept: the list and the item, and nothing that was said about it. */
const nameOf = (list: DocumentList, item: string): string => `${list.id}/${item}`

const isTicked = (draft: Draft, list: DocumentList, item: string): boolean =>
  currentPerson(draft)?.checklist.some((tick) => tick.item === nameOf(list, item)) ?? false

const box = (draft: Draft, list: DocumentList, item: string): Text => ({
  plain: isTicked(draft, list, item) ? '☑' : '☐',
})

const saidOf = (draft: Draft, list: DocumentList): Said | null => foundIn(draft, list.id, 'title')

const isWithheld = (draft: Draft, list: DocumentList): boolean => saidOf(draft, list)?.state === 'withheld'

/** The list as it stands: its title, each paper with its tick, then label and source. */
export const checklistTexts = (draft: Draft): Text[] => {
  const list = listOpen(draft)
  if (!list) return [{ key: 'documents:which' }]
  const title: Text = { join: [...signTexts(draft), { stage: list.id, section: 'title' }] }
  if (isWithheld(draft, list)) return [title, { key: 'frame:withheld' }]
  const lines = list.items.map(
    (item): Text => ({ join: [box(draft, list, item), { stage: list.id, section: item }] }),
  )
  return [
    title,
    { join: lines, by: '\n' },
    { key: 'documents:how' },
    ...labelTexts(draft, saidOf(draft, list)),
    ...keptShort(draft, list),
  ]
}

/** What nobody remembers goes in a day (P1): said once something is ticked. */
const keptShort = (draft: Draft, list: DocumentList): Text[] =>
  draft.contact.remember !== 'yes' && list.items.some((item) => isTicked(draft, list, item))
    ? [{ key: 'data:retention-short' }]
    : []

export const checklistChoices = (draft: Draft): Choice[] => {
  const list = listOpen(draft)
  const items = list && !isWithheld(draft, list) ? list.items : []
  return items.flatMap((item): Choice[] =>
    list
      ? [{ id: item, label: { join: [box(draft, list, item), { stage: list.id, section: `${item}-row` }] } }]
      : [],
  )
}

/** Ticks a paper, or takes the tick back. Kept are the names of list and item and the moment, nothing else. */
export const tickItem = (draft: Draft): Draft => {
  const list = listOpen(draft)
  const person = currentPerson(draft)
  const item = slot(draft, 'item')
  if (!list?.items.includes(item) || !person || isWithheld(draft, list)) return draft
  const name = nameOf(list, item)
  const others = person.checklist.filter((tick) => tick.item !== name)
  const checklist = isTicked(draft, list, item)
    ? others
    : [...others, { item: name, at: draft.world.now.toString() }]
  return withEvent(withPerson(draft, { checklist }), { type: 'paper.ticked' })
}

export const listSourceTexts = (draft: Draft): Text[] => sourceTextsOf(draft, slot(draft, 'list'), 'title')

/** For lists that every locale has: how many papers are ticked. */
export const ticksListed = ({ persons }: Pick<Draft, 'persons'>): Text[] => {
  const count = persons.reduce((sum, { checklist }) => sum + checklist.length, 0)
  return count > 0 ? [{ join: [{ key: 'data:kept-papers' }, { plain: `(${count})` }] }] : []
}

/** Every tick of a Person in words, for the copy; in a locale without them by its name. */
export const tickTexts = (draft: Draft, { checklist }: Person): Text[] =>
  checklist.map(({ item, at }) => {
    const [list = '', name = ''] = item.split('/')
    const said = foundIn(draft, list, name)
    const words: Text[] = said
      ? [{ stage: list, section: 'short' }, { plain: '·' }, { stage: list, section: name }]
      : [{ plain: item }]
    return { join: [{ plain: '☑' }, ...words, { plain: `(${dayOf(at)})` }] }
  })

const dayOf = (at: string): string => at.slice(0, 10).split('-').reverse().join('-')
