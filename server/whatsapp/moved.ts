import type { Incoming, Reach } from '../channel.ts'
import type { System, WhatsappMessage } from './delivery.ts'
import { reachOf } from './reach.ts'

const moves = ['user_changed_number', 'customer_changed_number', 'user_changed_user_id']

/** True for the system messages that announce a new id of the same person. */
export const isMove = (system: System | undefined): boolean =>
  system !== undefined && moves.includes(system.type)

// Earlier payloads name the old id in the sentence alone: "User A changed from OLD to NEW".
const sentence = /changed from (\S+) to (\S+)\s*$/

const differs = (id: string | undefined, other: string | undefined) => (id === other ? undefined : id)

function oldReach(account: string, message: WhatsappMessage, system: System): Reach | null {
  const [, said] = sentence.exec(system.body ?? '') ?? []
  const own = [message.from, system.previous_user_id, differs(message.from_user_id, system.user_id)]
  return reachOf(account, [...own, differs(said, system.user_id)])
}

function newReach(account: string, message: WhatsappMessage, system: System): Reach | null {
  const [, , said] = sentence.exec(system.body ?? '') ?? []
  // A new scoped id alone leaves the number as it was.
  const kept = system.type === 'user_changed_user_id' ? message.from : undefined
  return reachOf(account, [system.wa_id, system.new_wa_id, system.user_id, said, kept])
}

/** The same person under a new number or scoped id (P17); null when the message does not tell both. */
export function movedOf(
  account: string,
  message: WhatsappMessage,
  system: System,
  sentAt: string,
): Extract<Incoming, { type: 'moved' }> | null {
  const from = oldReach(account, message, system)
  const to = newReach(account, message, system)
  if (!from || !to || (from.id === to.id && from.alias === to.alias)) return null
  return { type: 'moved', from, to, providerId: message.id, sentAt }
}
