import type { Chat } from './chat.ts'
import type { House } from './house.ts'

/** Two weeks from 16 December 2026 end on the 30th, to act by the 28th: reminded on the 21st, 25th, 27th, 30th. */
export const saveDate = async (
  chat: Chat,
  write: 'May write to me' | 'No' | null,
  tell: 'Yes' | 'No',
): Promise<void> => {
  await chat.settleIn()
  await chat.tap('Menu')
  for (const label of ['I got a letter', 'Ongegrond', 'No', 'Me', 'On or after']) await chat.tap(label)
  await chat.tell('today')
  for (const label of ['Right', 'Today', 'Save', ...(write === null ? [] : [write]), tell])
    await chat.tap(label)
}

/** What comes by itself until then. */
export const until = async (house: House, chat: Chat, at: string): Promise<string[]> => {
  chat.fresh()
  house.pass(Date.parse(at) - house.now())
  await house.settle()
  return chat.fresh().map(({ body }) => body)
}
