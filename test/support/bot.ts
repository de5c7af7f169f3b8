import { Temporal } from 'temporal-polyfill'
import type { Channel } from '../../bot/activity.ts'
import type { Flow, Flows } from '../../bot/flow.ts'
import { flows } from '../../flows/index.ts'
import { channelRender } from '../../server/cli/channel-render.ts'
import { createPlay, type Play, type Played } from '../../server/cli/play.ts'
import { transcriptSetting } from '../../server/cli/transcripts.ts'
import { type Setting, seededChance } from '../../server/world.ts'

const made = transcriptSetting()

/** The real catalog and a made-up operator; ids repeat. */
export const setting = (change: Partial<Setting> = {}): Setting => ({
  ...made,
  chance: seededChance(),
  ...change,
})

export const noon = '2026-12-18T11:00:00Z'

export interface Talk extends Play {
  say(text: string): Played
  /** Taps a button of the last bubble by its id. */
  tap(choice: string): Played
  last(): Played
  body(): string
  ids(): string[]
}

/** A person in a conversation, for tests. */
export const talk = (
  options: { channel?: Channel; hint?: string | null; now?: string; setting?: Setting; flows?: Flows } = {},
): Talk => {
  const channel = options.channel ?? 'whatsapp'
  const play = createPlay({
    setting: options.setting ?? setting(),
    flows: options.flows ?? flows,
    channel,
    render: channelRender(channel),
    now: Temporal.Instant.from(options.now ?? noon),
    hint: options.hint ?? null,
  })
  let last: Played = { bubbles: [], events: [], out: [] }
  const note = (played: Played): Played => {
    last = played
    return played
  }
  return {
    ...play,
    give: (doing) => note(play.give(doing)),
    say: (text) => note(play.give({ type: 'text', text })),
    tap: (choice) => {
      const asking = last.bubbles.findLast((bubble) => bubble.choices.some(({ id }) => id === choice))?.asking
      if (!asking)
        throw new Error(
          `No bubble offers "${choice}". There is ${last.bubbles.flatMap((bubble) => bubble.choices.map(({ id }) => id)).join(', ')}.`,
        )
      return note(play.give({ type: 'tap', asking, choice }))
    },
    last: () => last,
    body: () => last.bubbles.map(({ body }) => body).join('\n\n'),
    ids: () => last.bubbles.flatMap(({ choices }) => choices.map(({ id }) => id)),
  }
}

/** Flows that write down which next was taken, as `flow/step#place`. */
export const watchedFlows = (walked: Set<string>): Flows =>
  Object.fromEntries(Object.values(flows).map((flow) => [flow.id, watched(flow, walked)]))

const watched = (flow: Flow, walked: Set<string>): Flow => ({
  ...flow,
  steps: Object.fromEntries(
    Object.entries(flow.steps).map(([name, step]) => {
      const next = step.next.map((one, index) =>
        Object.defineProperty({ ...one }, 'to', {
          enumerable: true,
          get: () => {
            walked.add(`${flow.id}/${name}#${index}`)
            return one.to
          },
        }),
      )
      return [name, { ...step, next }]
    }),
  ),
})
