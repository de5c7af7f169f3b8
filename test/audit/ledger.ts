import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/** A person as the platforms name them: `telegram 5000000001`. */
const person = z.string()
const moment = z.number()
const channel = z.enum(['telegram', 'whatsapp'])

/** What a platform brought to our webhook. `sentAt` is the platform's own time, all other moments are the machine's. */
export const UpdateLine = z.object({
  type: z.literal('update'),
  person,
  channel,
  id: z.string(),
  providerId: z.string(),
  /** Telegram's update_id; null where the platform gives no order. */
  order: z.number().nullable(),
  messageId: z.string().nullable(),
  what: z.enum(['text', 'tap', 'media', 'member']),
  text: z.string().nullable(),
  choice: z.string().nullable(),
  /** Place in the body that brought it. */
  place: z.number(),
  sentAt: moment,
  /** When the message with the tapped button was sent, where the platform tells it. */
  askedAt: moment.nullable(),
  at: moment,
  /** When it was first answered with 200; null when it was never taken. */
  takenAt: moment.nullable(),
  tries: z.number(),
})
export type UpdateLine = z.infer<typeof UpdateLine>

/** A call that we made to a platform, and what the platform made of it. */
export const CallLine = z.object({
  type: z.literal('call'),
  person,
  channel,
  kind: z.enum(['message', 'ack', 'clear', 'unsend', 'other']),
  /** Free words, or a template, which the window does not bind. */
  isTemplate: z.boolean(),
  at: moment,
  outcome: z.enum(['taken', 'refused', 'unanswered']),
  /** Taken, and the answer never reached us. */
  lost: z.boolean(),
  code: z.number().nullable(),
  /** The wait that the platform asked for, ms. */
  waitMs: z.number().nullable(),
  /** A fault on purpose, in place of the platform's own rules. */
  scripted: z.boolean(),
  messageId: z.string().nullable(),
  /** WhatsApp's echo of our row. */
  outbox: z.string().nullable(),
  text: z.string(),
  buttons: z.array(z.string()),
  /** The whole content: alike for repeats alone, where it has buttons. */
  key: z.string(),
  /** Messages that an `unsend` names; the update that an `ack` answers, by the provider's id. */
  ids: z.array(z.string()),
})
export type CallLine = z.infer<typeof CallLine>

/** The moved clock stands `offset` ms before the machine's: for the platforms from `at` on, for all of us from `until` on. */
const ClockLine = z.object({ type: z.literal('clock'), at: moment, until: moment, offset: z.number() })
/** Something was away on purpose, or stood still because the machine had no time. */
const DownLine = z.object({
  type: z.literal('down'),
  what: z.enum(['server', 'store', 'provider', 'disk', 'clock', 'stall']),
  from: moment,
  to: moment,
})
/** The answer to a message that was taken never reached us: we had hung up. */
const LostLine = z.object({ type: z.literal('lost'), messageId: z.string() })
/** A person blocked the bot, or came back. */
const BlockLine = z.object({ type: z.literal('block'), person, at: moment, isBlocked: z.boolean() })

export const LedgerLine = z.discriminatedUnion('type', [
  UpdateLine,
  CallLine,
  ClockLine,
  DownLine,
  BlockLine,
  LostLine,
])
export type LedgerLine = z.infer<typeof LedgerLine>
export type ClockLine = z.infer<typeof ClockLine>
export type DownLine = z.infer<typeof DownLine>
export type BlockLine = z.infer<typeof BlockLine>

export interface LedgerWriter {
  write(line: LedgerLine): void
  close(): Promise<void>
}

export const openLedger = (file: string): LedgerWriter => {
  const stream = createWriteStream(file)
  return {
    write: (line) => void stream.write(`${JSON.stringify(line)}\n`),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  }
}

/** @throws ZodError when a line has another shape. */
export const readLedger = async (file: string): Promise<LedgerLine[]> => {
  const lines: LedgerLine[] = []
  for await (const line of createInterface({ input: createReadStream(file) }))
    lines.push(LedgerLine.parse(JSON.parse(line)))
  return lines
}
