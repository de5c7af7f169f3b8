import type { Channel } from '../../bot/activity.ts'
import type { Render } from '../channel.ts'
import { render as telegram } from '../telegram/render.ts'
import { render as text } from '../text/render.ts'
import { render as whatsapp } from '../whatsapp/render.ts'

/** The limits a conversation is shown in. */
export const channelRender = (channel: Channel): Render => {
  switch (channel) {
    case 'telegram':
      return telegram
    case 'whatsapp':
      return whatsapp
    case 'text':
      return text
    default:
      return channel satisfies never
  }
}
