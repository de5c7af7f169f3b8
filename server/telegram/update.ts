import { z } from 'zod'

// Only what is read; anything else in an Update is dropped here. Bot API 10.3.
const id = z.int()
const Sender = z.object({
  id,
  is_bot: z.boolean().catch(false),
  language_code: z.string().optional().catch(undefined),
})
const Chat = z.object({ id, type: z.string() })

export const TelegramMessage = z.object({
  message_id: id.optional().catch(undefined),
  date: z.unknown(),
  chat: Chat,
  from: Sender.optional(),
  text: z.string().optional(),
  caption: z.string().optional().catch(undefined),
  rich_message: z.unknown().optional(),
})
export type TelegramMessage = z.infer<typeof TelegramMessage>

export const CallbackQuery = z.object({
  id: z.string().min(1).max(256),
  from: Sender,
  /** Missing, or with date 0, when the message is too old. */
  message: z.object({ date: z.unknown(), chat: Chat }).optional().catch(undefined),
  data: z.string().max(64).optional().catch(undefined),
})
export type CallbackQuery = z.infer<typeof CallbackQuery>

export const MemberChange = z.object({
  chat: Chat,
  from: Sender,
  date: z.unknown(),
  new_chat_member: z.object({ status: z.string() }),
})
export type MemberChange = z.infer<typeof MemberChange>

/** The envelope; the one thing in it is parsed by its kind. */
export const Update = z.looseObject({ update_id: id })

/** Where a message was posted, for kinds that only tell us to leave. */
export const Posted = z.object({ chat: Chat })
