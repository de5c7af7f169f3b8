import { type Candidate, parseDate } from './date-answer.ts'
import { type Draft, localeOf, withSlot, withText } from './draft.ts'
import { todayOf } from './letter.ts'
import type { Text } from './message.ts'
import { foldDigits } from './normal.ts'
import type { lodgedAnswers } from './person.ts'

/** An answer to "when was it signed?", with the day on which the rules changed in words. */
export const lodgedText = (draft: Draft, answer: (typeof lodgedAnswers)[number]): Text => ({
  key: `where:lodged-${answer}`,
  args: { date: { day: draft.world.catalog.regimeStart, form: 'label' } },
})

/** A typed day as the answer: on which side of the change it lies, where all that it may mean lie on the same; else ''. */
export const readLodged = (draft: Draft): Draft => {
  const today = todayOf(draft)
  const text = draft.activity.type === 'text' ? draft.activity.text : ''
  const answer = parseDate(text, { today, locale: localeOf(draft.conversation) })
  const days = answer.type === 'value' ? [answer] : answer.type === 'ambiguous' ? answer.candidates : []
  const isOver = (one: Candidate): boolean => one.date.until(today).days >= 0
  // 7-12-2026 in November is no July: who writes the day first mistook the year.
  const first = Number(/\d+/.exec(foldDigits(text))?.[0])
  const isTurned = days.some((one) => !isOver(one) && one.date.day === first)
  const over = isTurned ? [] : days.filter((one) => !one.isYearGuessed && isOver(one))
  const sides = new Set(
    over.map(({ date }) =>
      date.toString() < draft.world.catalog.regimeStart ? ('before' as const) : ('after' as const),
    ),
  )
  const [side] = sides.size === 1 ? sides : []
  const read = withSlot(draft, 'lodged', side ?? '')
  // It is not asked whether it is this day: who took the question for one about the letter sees it.
  return side ? withText(read, { join: [{ key: 'where:lodged' }, lodgedText(draft, side)] }) : read
}

export const isLodgedUnread = ({ conversation }: Draft): boolean => conversation.slots.lodged === ''
