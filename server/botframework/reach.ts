import { z } from 'zod'
import type { Reach } from '../channel.ts'

/** Where a Conversation of the Bot Framework is answered: its channel, its id there, who is who, and the service's address. */
export const Place = z.tuple([z.string(), z.string(), z.string(), z.string(), z.url()])
export type Place = z.infer<typeof Place>

/** All that an answer needs, in the one id that is kept sealed: channel, conversation, person, bot, service. */
export const reachOf = (account: string, place: Place): Reach => ({
  account,
  id: JSON.stringify(place),
  alias: null,
})

/** Null for what is none of ours. */
export const placeOf = (id: string): Place | null => {
  try {
    return Place.safeParse(JSON.parse(id)).data ?? null
  } catch {
    return null
  }
}
