import { z } from 'zod'

// Only what is read; anything else is dropped here. Graph v26.0, messages and status webhook references.
const text = z.string()
const optional = text.min(1).max(512).optional().catch(undefined)
const reply = z.object({ id: text }).optional().catch(undefined)
const captioned = z
  .object({ caption: text.optional().catch(undefined) })
  .optional()
  .catch(undefined)

/** Entries and changes one by one, so that a bad one does not take its neighbours along. */
export const Delivery = z.object({ entry: z.array(z.unknown()) })
export const Entry = z.object({ changes: z.array(z.unknown()) })
export const Change = z.object({ field: text, value: z.unknown() })
export const Value = z.object({
  metadata: z.object({ phone_number_id: z.union([text, z.number()]).transform(String) }),
  contacts: z.array(z.unknown()).catch([]).default([]),
  messages: z.array(z.unknown()).default([]),
  statuses: z.array(z.unknown()).default([]),
  /** Of the system, the app or the account: about no message. */
  errors: z.array(z.unknown()).catch([]).default([]),
})

/** `user_id` is the business-scoped id; either may be missing. */
export const SenderContact = z.object({ wa_id: optional, user_id: optional })
export type SenderContact = z.infer<typeof SenderContact>

export const System = z.object({
  type: text,
  body: text.optional().catch(undefined),
  wa_id: optional,
  new_wa_id: optional,
  user_id: optional,
  previous_user_id: optional,
})
export type System = z.infer<typeof System>

const parts =
  'text button interactive image video audio document sticker location contacts order reaction system'.split(
    ' ',
  )

/** Meta's older examples of a location and of contacts have no `type`; it is the one part they carry. */
const withType = (raw: unknown): unknown => {
  if (typeof raw !== 'object' || raw === null || 'type' in raw) return raw
  const [type, ...others] = parts.filter((name) => name in raw)
  return type && others.length === 0 ? { ...raw, type } : raw
}

const Message = z.object({
  id: text.min(1).max(512),
  type: text,
  timestamp: z.unknown(),
  from: optional,
  from_user_id: optional,
  user_id: optional,
  group_id: optional,
  text: z.object({ body: text }).optional().catch(undefined),
  button: z
    .object({ text, payload: text.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  interactive: z.object({ button_reply: reply, list_reply: reply }).optional().catch(undefined),
  image: captioned,
  video: captioned,
  document: captioned,
  system: System.optional().catch(undefined),
})
export const WhatsappMessage = z.preprocess(withType, Message)
export type WhatsappMessage = z.infer<typeof Message>

export const Status = z.object({
  id: text.min(1).max(512),
  status: text,
  timestamp: z.unknown(),
  recipient_id: optional,
  recipient_user_id: optional,
  recipient_type: optional,
  biz_opaque_callback_data: optional,
  errors: z
    .array(z.object({ code: z.union([z.int(), text.max(16)]) }))
    .optional()
    .catch(undefined),
})
