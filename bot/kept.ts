import { ticksListed, tickTexts } from './checklist.ts'
import { type Draft, localeOf } from './draft.ts'
import { followListed } from './follow.ts'
import { lodgedText } from './lodged.ts'
import type { Text } from './message.ts'
import { datesListed, datesNamed } from './my-dates.ts'
import type { Person } from './person.ts'
import { stageTitle } from './stage.ts'

/** What is kept about this Contact, said from what really is there. */
const keptList = (draft: Draft): Text[] => {
  const { catalog } = draft.world
  const tag = localeOf(draft.conversation)
  const name = catalog.locales.find((locale) => locale.tag === tag)?.name ?? tag
  return [
    { key: 'data:kept-language', args: { name } },
    { key: 'data:kept-address' },
    ...(draft.persons.length > 0
      ? [{ key: 'data:kept-persons', args: { count: draft.persons.length } }]
      : []),
    ...draft.persons.flatMap((person) =>
      person.stage ? [{ key: 'data:kept-stage', args: { stage: stageTitle(person.stage) } }] : [],
    ),
    ...datesListed(draft),
    ...ticksListed(draft),
    ...followListed(draft),
    ...(draft.contact.word ? [{ key: 'data:kept-word' }] : []),
  ]
}

/** How long it is kept: made from the settings, so that words and program cannot differ. */
const retentionText = (draft: Draft): Text =>
  draft.contact.remember === 'yes'
    ? { key: 'data:retention', args: { count: draft.world.operator.retentionDays } }
    : { key: 'data:retention-short' }

export const keptTexts = (draft: Draft): Text[] => [
  { key: 'data:kept', args: { list: { join: keptList(draft), by: ' · ' } } },
  retentionText(draft),
  hiddenText(draft),
]

/** Said to everybody alike: whether something was hidden here shows to nobody (P15). */
export const hiddenText = ({ world }: Draft): Text => ({
  key: 'data:deleted-hidden',
  args: { count: world.operator.retentionDays },
})

/** The copy that the person asked for, as a message: label, stage, answers; nothing that was typed is kept to copy. */
export const copyTexts = (draft: Draft): Text[] => [
  { key: 'data:copy-title', args: { date: { day: dayOf(draft.world.now.toString()), form: 'plain' } } },
  { join: keptList(draft), by: '\n' },
  ...draft.persons.map((person) => personText(draft, person)),
  retentionText(draft),
]

const personText = (draft: Draft, person: Person): Text => {
  const { label, alone, lodged, stage, stageAt } = person
  const who: Text = label === 'me' ? { key: 'where:who-me' } : { plain: label }
  const answers: Text[] = [
    ...(alone
      ? [
          {
            join: [
              { key: label === 'me' ? 'where:alone' : 'where:alone-other' },
              { key: `frame:button.${alone}` },
            ],
          },
        ]
      : []),
    ...(lodged ? [{ join: [{ key: 'where:lodged' }, lodgedText(draft, lodged)] }] : []),
    ...(stage
      ? [{ join: [stageTitle(stage), ...(stageAt ? [{ day: dayOf(stageAt), form: 'plain' as const }] : [])] }]
      : []),
  ]
  return { join: [who, ...answers, ...tickTexts(draft, person)], by: '\n' }
}

/** What stops: the dates that were saved, in words that every locale has. */
export const deleteTexts = (draft: Draft): Text[] => {
  const [dates = { key: 'data:delete-stops-nothing' }] = datesNamed(draft)
  return [{ key: 'data:delete-ask', args: { list: dates, code: draft.conversation.slots.code ?? '' } }]
}

/** The day of a moment as it is kept. */
const dayOf = (moment: string): string => moment.slice(0, 10)
