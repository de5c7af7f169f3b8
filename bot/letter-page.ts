import type { Deadline } from './deadline.ts'
import type { Draft } from './draft.ts'
import { letterOf, longDay, type Shown, shownOf } from './letter.ts'
import type { Text } from './message.ts'
import { signTexts } from './sign.ts'
import { sourceText } from './source.ts'

/** Without a signed go-live record every calculated date says TEST (P10). */
const testTexts = (draft: Draft): Text[] => (draft.world.operator.goLive ? [] : [{ key: 'frame:test' }])

/** The first bubble: one date, and three things to do now (P20). */
export const deadlineTexts = (draft: Draft): Text[] => {
  const shown = shownOf(draft)
  if (!shown) return [{ key: 'letter:today' }, { key: 'letter:steps' }, { key: 'letter:no-lawyer' }]
  const heading: Text[] = [...signTexts(draft), ...(shown.counted ? testTexts(draft) : [])]
  const top: Text[] = heading.length > 0 ? [{ join: heading }] : []
  // E5: who is late may be excused, so a lawyer is seen today all the same.
  if (shown.passed)
    return [...top, { key: 'dates:late' }, { key: 'letter:steps' }, { key: 'letter:no-lawyer' }]
  return [...top, dayText(draft, shown), ...moreTexts(draft, shown), { key: 'letter:steps' }]
}

const dayText = (draft: Draft, { origin, day, counted }: Shown): Text => {
  const what = letterOf(draft)?.what
  const figure = origin === 'calculated' && counted?.rule.fact ? { figure: counted.rule.fact } : {}
  const act: Text[] = [
    { key: actKeys[origin], args: { date: longDay(day) }, ...figure },
    ...(what ? [{ key: `dates:what.${what}` }] : []),
  ]
  return { join: act }
}

/** Ours is the earlier day: it is named, so that the lawyer can be asked about it (P21). */
export const onceMoreText = (day: string, fact: string | undefined): Text => ({
  key: 'dates:ask-once-more',
  args: { date: longDay(day) },
  ...(fact === undefined ? {} : { figure: fact }),
})

const actKeys = {
  calculated: 'dates:act-by',
  letter: 'dates:letter-says',
  lawyer: 'dates:lawyer-says',
} as const

const moreTexts = (draft: Draft, { isLater, counted }: Shown): Text[] => {
  const warning: Text[] = letterOf(draft)?.warns === true ? [{ key: 'dates:vovo' }] : []
  if (isLater && counted) return [onceMoreText(counted.safe.toString(), counted.rule.fact), ...warning]
  return warning.length > 0 ? warning : [{ key: 'dates:they-decide' }]
}

/** What stands behind [How counted?]: the last day, the term, how it moved, the source. */
export const countedTexts = (draft: Draft): Text[] => {
  const counted = shownOf(draft)?.counted
  if (!counted) return [{ key: 'letter:today' }]
  return [...testTexts(draft), ...termTexts(counted), { key: 'dates:they-decide' }, sourceOf(draft, counted)]
}

const termTexts = ({ rule, trigger, raw, last, safe }: Deadline): Text[] => [
  { key: 'dates:how-last', args: { date: longDay(last) } },
  {
    key: 'dates:how-term',
    args: {
      date: longDay(trigger),
      term: { key: `dates:term-${rule.term.unit}`, args: { count: rule.term.amount } },
    },
    ...(rule.fact === undefined ? {} : { figure: rule.fact }),
  },
  ...(raw.equals(last) ? [] : [{ key: 'dates:how-moved' }]),
  { key: 'dates:how-safe', args: { date: longDay(safe) } },
]

const sourceOf = ({ world }: Draft, { rule }: Deadline): Text => {
  const source = world.law.sources[rule.source.id]
  if (!source) return { plain: `${rule.source.id} ${rule.source.at}` }
  return sourceText({ ...source, at: rule.source.at, asOf: rule.asOf })
}
