import type { Reach } from '../channel.ts'
import { SenderContact, type WhatsappMessage } from './delivery.ts'

const number = /^\+?(\d{5,20})$/
// A country and up to 128 letters and digits; `US.ENT.…` is a business portfolio's parent id of the same kind.
const scoped = /^[A-Z]{2}(?:\.ENT)?\.[A-Za-z0-9]{1,128}$/

/** True for a business-scoped user id, which is sent to as `recipient`, never as `to`. */
export const isScoped = (id: string): boolean => scoped.test(id)

type Ids = readonly (string | undefined)[]

const numberOf = (ids: Ids): string | null => {
  for (const id of ids) {
    const digits = id === undefined ? undefined : number.exec(id)?.[1]
    if (digits) return digits
  }
  return null
}

/** The number leads where there is one; the scoped id stands beside it, or alone. Null: nobody can be told from these. */
export function reachOf(account: string, ids: Ids): Reach | null {
  const phone = numberOf(ids)
  const scopedId = ids.find((id) => id !== undefined && isScoped(id)) ?? null
  if (phone) return { account, id: phone, alias: scopedId }
  return scopedId ? { account, id: scopedId, alias: null } : null
}

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

/** The contact that names the message's own ids; a lone one also when it contradicts none of them. */
function contactOf(
  message: WhatsappMessage,
  contacts: readonly unknown[],
  isAlone: boolean,
): SenderContact | null {
  const read = contacts.flatMap((contact) => SenderContact.safeParse(contact).data ?? [])
  const { from, from_user_id: scopedId = message.user_id } = message
  const own = [from, scopedId].filter((id) => id !== undefined)
  const match = read.find(({ wa_id, user_id }) => own.some((id) => id === wa_id || id === user_id))
  if (match) return match
  const [only] = read
  if (!isAlone || read.length !== 1 || !only) return null
  return differ(only.wa_id, from) || differ(only.user_id, scopedId) ? null : only
}

/** Who wrote this message, from its own fields first. */
export function senderOf(
  account: string,
  message: WhatsappMessage,
  contacts: readonly unknown[],
  isAlone: boolean,
): Reach | null {
  const contact = contactOf(message, contacts, isAlone)
  const { from, from_user_id, user_id } = message
  return reachOf(account, [from, from_user_id, user_id, contact?.wa_id, contact?.user_id])
}
