import { parseArgs } from 'node:util'
import type { Temporal } from 'temporal-polyfill'
import { Channel } from '../../bot/activity.ts'
import { Mistake, momentOf } from './transcript.ts'

export interface ChatOptions {
  readonly locale: string | null
  readonly channel: Channel
  readonly now: Temporal.Instant
  readonly save: string | null
  readonly events: boolean
}

export const usage = (channels: readonly string[]): string => `npm run chat -- [options]

  talks to the bot here, in memory: type a button's label, its number, or words

  --locale ar          the language of the person's app: a hint for the picker, nothing more
  --channel telegram   ${channels.join(', ')}; whatsapp unless said
  --now 2026-12-18     a day, or a moment such as 2026-12-18T09:00:00Z; now unless said
  --save file.chat     writes a transcript at the end
  --events             shows what every turn caused
  --help               this text

  /wait 3d   moves the clock (m, h, d)      /voice   sends a voice note
  /photo     sends a picture                /quit    ends`

const known = {
  locale: { type: 'string' },
  channel: { type: 'string', default: 'whatsapp' },
  now: { type: 'string' },
  save: { type: 'string' },
  events: { type: 'boolean', default: false },
} as const

/** Options as asked for, or one plain sentence on what does not fit. */
export const readOptions = (
  argv: readonly string[],
  locales: readonly string[],
  clock: Temporal.Instant,
): ChatOptions | { readonly fault: string } => {
  try {
    const { values } = parseArgs({ args: [...argv], options: known })
    const { locale, now, save, events } = values
    if (locale !== undefined && !locales.includes(locale))
      return { fault: `--locale ${locale} is none of ours. There are ${locales.join(', ')}.` }
    const channel = Channel.safeParse(values.channel)
    if (!channel.success)
      return {
        fault: `--channel ${values.channel} is none of ours. There are ${Channel.options.join(', ')}.`,
      }
    const moment = now === undefined ? clock : momentOf('--now', now)
    return { locale: locale ?? null, channel: channel.data, now: moment, save: save ?? null, events }
  } catch (error) {
    if (error instanceof Mistake || error instanceof TypeError)
      return { fault: `${error.message} "npm run chat -- --help" names all options.` }
    throw error
  }
}
