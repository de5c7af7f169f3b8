import { currentPerson, type Draft, withSlot } from './draft.ts'
import { isUnderOld } from './letter.ts'
import type { Choice } from './message.ts'
import { mayRead } from './stage.ts'
import { openTopic } from './topic.ts'

/** The phases under the rules of this Person, each with its stages (or a topic). */
const phasesOf = (draft: Draft): readonly { readonly id: string; readonly stages: readonly string[] }[] =>
  draft.world.catalog.phases
    .map(({ id, stages, old }) => ({ id, stages: isUnderOld(draft) ? old : stages }))
    .filter(({ stages }) => stages.length > 0)

const chosen = (draft: Draft): readonly string[] =>
  phasesOf(draft).find(({ id }) => id === draft.conversation.slots.phase)?.stages ?? []

export const phaseChoices = (draft: Draft): Choice[] =>
  phasesOf(draft).map(({ id }) => ({ id, label: { key: `where:phase-of.${id}` } }))

export const stageChoices = (draft: Draft): Choice[] =>
  chosen(draft)
    .filter((stage) => mayRead(draft, stage))
    .map((stage) => ({ id: stage, label: { stage, section: 'short' } }))

export const hasOneStage = (draft: Draft): boolean => chosen(draft).length === 1

/** A phase of one topic is no stage: it is read, and nothing is kept. */
export const isTopicPhase = (draft: Draft): boolean =>
  hasOneStage(draft) && draft.world.catalog.stage(chosen(draft)[0] ?? '') === null

export const openPhase = (draft: Draft): Draft => {
  const [first = ''] = chosen(draft)
  return isTopicPhase(draft) ? openTopic(draft, first) : withSlot(draft, 'stage', first)
}

export const isUnsure = (draft: Draft): boolean => currentPerson(draft)?.lodged === 'not-sure'
