import { type Body, readBody } from './body.ts'

/** Memory for bodies of which nobody knows yet who sent them. */
export interface Room {
  /** False when these bytes find no place. `isSmall`: they belong to a body that is small so far. */
  take(bytes: number, isSmall: boolean): boolean
  give(bytes: number): void
  /** Bytes held just now. */
  held(): number
}

/** 64 MiB for all together. */
const wholeRoom = 64 * 1024 * 1024
/** Nearly every delivery is smaller: large ones get half of the room, so that they never keep these out. */
const small = 64 * 1024

export const openRoom = (bytes = wholeRoom): Room => {
  let held = 0
  return {
    take: (more, isSmall) => {
      if (held + more > (isSmall ? bytes : bytes / 2)) return false
      held += more
      return true
    },
    give: (back) => {
      held -= back
    },
    held: () => held,
  }
}

/** One for the process: channels share its memory too. */
const processRoom = openRoom()

/** There is no room now: the provider brings the delivery again. */
export class RoomFull extends Error {
  override name = 'RoomFull'
}

export type Proven =
  | { readonly type: 'proven'; readonly bytes: Buffer }
  | { readonly type: 'too-large' }
  | { readonly type: 'refused' }

/**
 * Reads a body whose sender is known only once it was read, within room that all such bodies share.
 * @throws RoomFull, and whatever `prove` throws.
 */
export const readUnproven = async (
  body: Body,
  limit: number,
  prove: (bytes: Buffer) => boolean | Promise<boolean>,
  room: Room = processRoom,
): Promise<Proven> => {
  let size = 0
  const keep = (more: number): void => {
    if (!room.take(more, size + more <= small))
      throw new RoomFull('Too much is being read at once. Try again.')
    size += more
  }
  try {
    const bytes = await readBody(body, limit, keep)
    if (!bytes) return { type: 'too-large' }
    return (await prove(bytes)) ? { type: 'proven', bytes } : { type: 'refused' }
  } finally {
    room.give(size)
  }
}
