import { checklistChoices, checklistTexts, listChoices, listSourceTexts } from './checklist.ts'
import { listingChoices, listingTexts, needChoices, needTexts } from './directory.ts'
import { currentPerson, type Draft, localeOf } from './draft.ts'
import { followChoices, mayTellTexts, templateLocales } from './follow.ts'
import { hoursTexts, isOpen, nextOpening, openingText } from './hours.ts'
import { copyTexts, deleteTexts, keptTexts } from './kept.ts'
import { letterChoices } from './letter.ts'
import { countedTexts, deadlineTexts } from './letter-page.ts'
import { lodgedText } from './lodged.ts'
import type { Choice, Text } from './message.ts'
import { dateChoices, myDatesTexts, oneDateTexts, savedTexts } from './my-dates.ts'
import { lodgedAnswers } from './person.ts'
import { isUnsure, phaseChoices, stageChoices } from './phase.ts'
import { type Danger, dangerChoices, dangerTexts } from './safety.ts'
import { freeSigns, signTexts } from './sign.ts'
import { nextTexts, sectionTexts, sourceTexts } from './stage.ts'
import { sectionChoices } from './stage-page.ts'
import { foundChoices, groupChoices, optionChoices, pageChoices, topicChoices } from './topic.ts'
import { askDayTexts, dayChoices, sureTexts, unreadTexts } from './typed-date.ts'
import { walkChoices, walkRow } from './walk.ts'

const appName = { telegram: 'Telegram', whatsapp: 'WhatsApp', text: 'Wegwijs' } as const

const define = <const T extends Readonly<Record<string, (draft: Draft) => Text[]>>>(shows: T): T => shows

/** How to clear what hiding leaves on the phone itself. */
const clearTexts = {
  telegram: ['data:clear-telegram'],
  whatsapp: ['data:clear-chat'],
  text: [],
} as const

/** Words made from the state: what a flow cannot write down beforehand. */
export const shows = define({
  picker: (draft) => [
    ...[...new Set([localeOf(draft.conversation), 'en', 'nl'])].map((locale) => ({
      key: 'frame:picker',
      locale,
    })),
    { key: 'frame:danger-line', locale: localeOf(draft.conversation) },
  ],
  test: (draft) => (draft.world.operator.goLive ? [] : [{ key: 'frame:test' }]),
  intro: (draft) => [
    {
      key: 'consent:intro',
      args: { operator: draft.world.operator.name, app: appName[draft.conversation.channel] },
    },
  ],
  'serious-danger': (draft) => {
    const own = draft.world.operator.seriousDanger[localeOf(draft.conversation)]
    return [own ? { plain: own } : { key: 'consent:serious-danger' }]
  },
  remember: (draft) => [{ key: 'consent:remember', args: { count: draft.world.operator.retentionDays } }],
  'about-remember': (draft) => [
    { key: 'consent:about', args: { count: draft.world.operator.retentionDays } },
  ],
  'remember-on': (draft) => [
    { key: 'data:remember-on', args: { count: draft.world.operator.retentionDays } },
  ],
  contact: (draft) => [...contactTexts(draft), { key: 'contact:not-passed-on' }],
  noted: (draft) => [{ key: 'contact:noted' }, ...contactTexts(draft).slice(1)],
  'help-ask': (draft) =>
    helpTongues(draft).flatMap((locale) => [
      { key: 'safety:ask', locale },
      { key: 'frame:danger-line', locale },
    ]),
  risk: (draft) => helpTongues(draft).flatMap((locale) => dangerTexts(dangerSlot(draft), draft, locale)),
  sign: signTexts,
  alone: (draft) =>
    currentPerson(draft)?.label === 'me'
      ? [{ key: 'where:alone' }]
      : [...signTexts(draft), { key: 'where:alone-other' }],
  again: (draft) => againTexts(draft),
  'find-out': (draft) => (isUnsure(draft) ? [{ key: 'where:find-out' }] : []),
  'clear-chat': (draft) => clearTexts[draft.conversation.channel].map((key) => ({ key })),
  /** The word just typed still stands in the chat where nothing can be taken back. */
  'word-kept': (draft) =>
    draft.conversation.channel === 'whatsapp'
      ? [{ key: 'data:word-set' }, { key: 'data:word-clean' }]
      : [{ key: 'data:word-set' }],
  section: sectionTexts,
  'next-section': nextTexts,
  source: sourceTexts,
  kept: keptTexts,
  copy: copyTexts,
  delete: deleteTexts,
  checklist: checklistTexts,
  'list-source': listSourceTexts,
  need: needTexts,
  listing: listingTexts,
  'may-tell': mayTellTexts,
  deadline: deadlineTexts,
  'how-counted': countedTexts,
  'ask-day': askDayTexts,
  'day-sure': sureTexts,
  'day-unread': unreadTexts,
  'date-saved': savedTexts,
  'my-dates': myDatesTexts,
  'one-date': oneDateTexts,
})
export type ShowName = keyof typeof shows

/** Before a language is chosen, danger is answered in the guessed language and in English (P2). */
const helpTongues = ({ conversation }: Draft): readonly string[] =>
  conversation.locale === null ? [...new Set([conversation.guess, 'en'])] : [conversation.locale]

const againTexts = (draft: Draft): Text[] => {
  const stage: Text = { stage: currentPerson(draft)?.stage ?? '', section: 'short' }
  const sign = signTexts(draft)
  return sign.length > 0 ? [{ join: [...sign, stage] }] : [{ key: 'where:again', args: { stage } }]
}

const dangerSlot = (draft: Draft): Danger => {
  const slot = draft.conversation.slots.risk
  return slot === 'violence' ||
    slot === 'suicide' ||
    slot === 'arrest' ||
    slot === 'bed' ||
    slot === 'child' ||
    slot === 'trafficking'
    ? slot
    : 'ill'
}

const contactTexts = (draft: Draft): Text[] => {
  const { operator, now } = draft.world
  const opening = nextOpening(operator, now)
  const open: Text[] = isOpen(operator, now)
    ? [{ key: 'contact:open' }]
    : opening
      ? [{ key: 'contact:closed', args: { when: openingText(opening) } }]
      : []
  return [
    { key: 'contact:person', args: { operator: operator.name } },
    { key: 'contact:reach', args: { contact: operator.contact } },
    ...hoursTexts(operator),
    ...open,
  ]
}

/** Rows that are commands too work from an old menu as well. */
const menuRows = [
  '@help',
  'letter',
  'where',
  '@person',
  'dates',
  'daily',
  'rights',
  'options',
  '@language',
  'data',
] as const

const defineChoices = <const T extends Readonly<Record<string, (draft: Draft) => Choice[]>>>(made: T): T =>
  made

const me: Choice = { id: 'me', label: { key: 'where:who-me' } }

/** Choices made from the state. */
export const choiceLists = defineChoices({
  locales: (draft) => localeChoices(draft),
  menu: (_draft) =>
    menuRows.map((row) => ({ id: row, label: { key: `frame:menu.${row.replace('@', '')}` } })),
  risk: (draft) => dangerChoices(dangerSlot(draft), draft),
  persons: (draft) => [
    ...draft.persons.map((person) => ({
      id: person.id,
      label: person.label === 'me' ? me.label : { plain: person.label },
    })),
    ...(draft.persons.some((person) => person.label === 'me') ? [] : [me]),
  ],
  labels: (draft) => freeSigns(draft).map((sign) => ({ id: sign, label: { plain: sign } })),
  lodged: (draft) => lodgedAnswers.map((id) => ({ id, label: lodgedText(draft, id) })),
  phases: phaseChoices,
  stages: stageChoices,
  'old-topics': (_draft) =>
    ['legal-help', 'old-or-new'].map((id) => ({ id, label: { stage: id, section: 'short' } })),
  sections: sectionChoices,
  'topic-groups': groupChoices,
  topics: topicChoices,
  options: optionChoices,
  found: foundChoices,
  'topic-page': (draft) => [...walkRow(draft, draft.conversation.slots.stage ?? ''), ...pageChoices(draft)],
  walk: walkChoices,
  needs: needChoices,
  listings: listingChoices,
  lists: listChoices,
  papers: checklistChoices,
  letters: letterChoices,
  days: dayChoices,
  follow: followChoices,
  'template-locales': templateLocales,
  'my-dates': dateChoices,
  code: (draft) => [{ id: 'code', label: { plain: draft.conversation.slots.code ?? '' } }],
})
export type ChoicesName = keyof typeof choiceLists

/** The guess first, then always English and Dutch, then the order of locales.yaml. */
const localeChoices = (draft: Draft): Choice[] => {
  const { locales } = draft.world.catalog
  const order = [...new Set([localeOf(draft.conversation), 'en', 'nl', ...locales.map(({ tag }) => tag)])]
  return order.flatMap((tag) => {
    const locale = locales.find((one) => one.tag === tag)
    return locale ? [{ id: tag, label: { plain: locale.name } }] : []
  })
}
