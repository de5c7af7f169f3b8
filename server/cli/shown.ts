import type { Conversation } from '../../bot/conversation.ts'
import { localeOf } from '../../bot/draft.ts'
import { pageBack, pageNext } from '../../bot/message.ts'
import { speak } from '../../bot/text.ts'
import type { Turn } from '../../bot/turn.ts'
import type { World } from '../../bot/world.ts'

/** One bubble as a person sees it: the words, and the choices of the page that is shown. */
export interface Shown {
  readonly body: string
  readonly asking: string | null
  readonly choices: readonly { readonly id: string; readonly label: string }[]
}

/** A Turn as it looks; `conversation` is the one that was presented, so that pages are those really shown. */
export const shownOf = (
  turn: Extract<Turn, { type: 'done' }>,
  conversation: Conversation,
  world: World,
): Shown[] =>
  turn.out.flatMap((outgoing): Shown[] => {
    const speech = speak(outgoing, { locale: localeOf(conversation), fallback: conversation.fallback }, world)
    if (speech.type === 'missing') return []
    const { body, choices, frame } = speech.spoken
    const asking = conversation.askings.find(({ id }) => id === outgoing.asking?.id)
    const turns = [
      { id: pageNext, label: frame.pageNext },
      { id: pageBack, label: frame.pageBack },
    ]
    const shown = (asking?.shown ?? []).flatMap(
      (id) => [...choices, ...turns].find((one) => one.id === id) ?? [],
    )
    return [{ body, asking: outgoing.asking?.id ?? null, choices: shown }]
  })
