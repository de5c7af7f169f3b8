import type { Said } from './catalog.ts'
import { currentPerson, type Draft, localeOf } from './draft.ts'
import { isUnderOld, todayOf } from './letter.ts'
import type { Text } from './message.ts'
import { signTexts } from './sign.ts'
import { sourceLine, sourceText } from './source.ts'
import { hasHide } from './topic.ts'

/** The stage page that is being read: slots `stage` and `section`. */
export const reading = (draft: Draft): { stage: string; section: string } => ({
  stage: draft.conversation.slots.stage ?? 'arrival',
  section: draft.conversation.slots.section ?? 'what',
})

export const stageTitle = (stage: string): Text => ({ stage, section: 'title' })

/** A section in the person's language, or in the one chosen for what it lacks. */
export const foundIn = (draft: Draft, stage: string, section: string): Said | null => {
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

/** What comes next may follow the stage that was just chosen: of a grave one it opens by a tap alone (P12). */
export const mayTellNext = (draft: Draft): boolean => {
  const { stage } = reading(draft)
  const isGrave = draft.world.catalog.stage(stage)?.grave !== false
  return !isGrave && !hasHide(stage) && foundIn(draft, stage, 'next')?.state !== 'withheld'
}

export const nextTexts = (draft: Draft): Text[] => {
  const { stage } = reading(draft)
  return [{ join: [...signTexts(draft), { key: 'where:section.next' }] }, ...pageTexts(draft, stage, 'next')]
}

/** One page of the pack, with its labels and its line of source and date. */
export const pageTexts = (draft: Draft, stage: string, section: string): Text[] => {
  const said = foundIn(draft, stage, section)
  if (said?.state === 'withheld') return [{ key: 'frame:withheld' }]
  return [{ stage, section }, ...regimeTexts(draft, stage), ...labelTexts(draft, said)]
}

/** A page on the new rules, read by somebody for whom older ones may hold (P19). */
const regimeTexts = (draft: Draft, stage: string): Text[] => {
  const { catalog } = draft.world
  if (catalog.stage(stage)?.regime !== 'new' || !isUnderOld(draft)) return []
  return [{ key: 'where:new-rules', args: { date: { day: catalog.regimeStart, form: 'plain' } } }]
}

/** How sure and fresh a text is, with its source and date: one short last line (P6). */
export const labelTexts = (draft: Draft, said: Said | null): Text[] => {
  const labels: Text[] = []
  if (said?.state === 'stale') labels.push({ key: 'frame:stale' })
  // One label on the age of a text is enough.
  else if (said?.reviewBy && said.reviewBy < todayOf(draft).toString()) labels.push({ key: 'where:overdue' })
  if (said?.status === 'unverified') labels.push({ key: 'frame:unverified' })
  const source: Text[] =
    said?.source && (said.source.url !== null || said.hasFigures) ? [sourceLine(said.source)] : []
  return labels.length + source.length > 0 ? [{ join: [...labels, ...source] }] : []
}

/** What stands behind [Source]. */
export const sourceTexts = (draft: Draft): Text[] => {
  const { stage, section } = reading(draft)
  return sourceTextsOf(draft, stage, section)
}

export const sourceTextsOf = (draft: Draft, stage: string, section: string): Text[] => {
  const said = foundIn(draft, stage, section)
  if (!said?.source) return [{ key: 'frame:unverified' }]
  const label: Text[] = said.status === 'unverified' ? [{ key: 'frame:unverified' }] : []
  return [...label, sourceText(said.source)]
}
