import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import { talk } from '../support/bot.ts'

const stages = ['arrival', 'decision', 'departure', 'trafficking', 'responsible_state']
const phaseOf: Readonly<Record<string, string>> = {
  arrival: 'start',
  decision: 'decision',
  departure: 'leave',
  trafficking: 'special',
  responsible_state: 'country',
}

describe('from hello to one’s stage', () => {
  test.each(channels.flatMap((channel) => stages.map((stage) => [channel, stage] as const)))(
    'in Arabic on %s to %s: at most nine answers, back to the menu in two',
    (channel, stage) => {
      const person = talk({ channel, hint: 'ar' })
      person.say('مرحبا')
      const phase = phaseOf[stage] ?? ''
      const answers = ['ar', 'yes', '@menu', 'where', 'me', 'no', 'after', phase, stage]
      const taken = answers.filter((answer) => {
        const isOffered = person.ids().includes(answer)
        if (isOffered) person.tap(answer)
        return isOffered
      })
      expect(taken.length).toBeLessThanOrEqual(9)
      expect(person.state()?.persons[0]?.stage).toBe(stage)
      expect(person.body()).toMatch(/\p{Script=Arabic}/u)
      if (!person.ids().includes('@menu')) person.tap('+')
      person.tap('@menu')
      expect(person.ids()).toContain('where')
    },
  )

  test('by typed numbers alone, in Arabic digits', () => {
    const person = talk({ channel: 'text', hint: 'ar' })
    for (const text of ['مرحبا', '١', '١', '٣', '٣', '١', '٢', '٢', '١', '١']) person.say(text)
    expect(person.state()?.persons[0]?.stage).toBe('arrival')
  })
})
