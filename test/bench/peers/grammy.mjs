// A bot as the documents of grammY show it: sessions and conversations in Redis, webhookCallback on Hono.
import { conversations, createConversation } from '@grammyjs/conversations'
import { RedisAdapter } from '@grammyjs/storage-redis'
import { serve } from '@hono/node-server'
import { Bot, InlineKeyboard, session, webhookCallback } from 'grammy'
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import { apiRoot, consent, first, picker, port, redisUrl, secret, token } from './texts.mjs'

const instance = new Redis(redisUrl)
const botInfo = {
  ...{ id: 1, is_bot: true, first_name: 'Bot', username: 'bench_bot', can_join_groups: true },
  ...{ can_read_all_group_messages: false, supports_inline_queries: false, can_connect_to_business: false },
  has_main_web_app: false,
}
const bot = new Bot(token, { botInfo, client: { apiRoot } })

const keyboardOf = ({ buttons }) =>
  InlineKeyboard.from(buttons.map((row) => row.map(({ id, label }) => InlineKeyboard.text(label, id))))
const show = (context, screen) => context.reply(screen.text, { reply_markup: keyboardOf(screen) })

const idsOf = ({ buttons }) => buttons.flat().map(({ id }) => id)

async function tapped(conversation, screen) {
  const tap = await conversation.waitForCallbackQuery(idsOf(screen), {
    otherwise: (context) => show(context, screen),
  })
  await tap.answerCallbackQuery()
  await tap.editMessageReplyMarkup()
  return tap
}

async function welcome(conversation, context) {
  await show(context, picker)
  const language = await tapped(conversation, picker)
  await show(language, consent)
  const remember = await tapped(conversation, consent)
  await conversation.external((outer) => {
    outer.session.locale = language.callbackQuery.data
    outer.session.remember = remember.callbackQuery.data
  })
  await show(remember, first)
}

const initial = () => ({ locale: null, remember: null })
bot.use(session({ initial, storage: new RedisAdapter({ instance }) }))
bot.use(
  conversations({
    storage: { type: 'key', prefix: 'conversation:', adapter: new RedisAdapter({ instance }) },
  }),
)
bot.use(createConversation(welcome))
bot.on('message', (context) => context.conversation.enter('welcome'))

const app = new Hono()
app.get('/readyz', (context) => context.text('ready'))
app.post('/webhooks/telegram', webhookCallback(bot, 'hono', { secretToken: secret }))
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
