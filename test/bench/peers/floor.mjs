// The least that a bot can do: check the secret, ask the store once, make the same calls. It knows nobody and keeps
// nothing; it is no bot, it is what the machine takes for the errand alone.
import { createHash, timingSafeEqual } from 'node:crypto'
import { Agent, request } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import { apiRoot, consent, first, picker, port, redisUrl, secret, token } from './texts.mjs'

const redis = new Redis(redisUrl, { enableAutoPipelining: true })
const digest = (words) => createHash('sha256').update(words).digest()
const right = digest(secret)

// Not fetch: it measured dearer than all of grammY.
const agent = new Agent({ keepAlive: true })
const call = (method, body) =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(JSON.stringify(body))
    const headers = { 'Content-Type': 'application/json', 'Content-Length': bytes.length }
    const sent = request(`${apiRoot}/bot${token}/${method}`, { method: 'POST', agent, headers })
    sent.on('error', reject).on('response', (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
    })
    sent.end(bytes)
  })

const keyboard = ({ buttons }) => ({
  inline_keyboard: buttons.map((row) => row.map(({ id, label }) => ({ text: label, callback_data: id }))),
})
const show = (chat_id, screen) =>
  call('sendMessage', { chat_id, text: screen.text, reply_markup: keyboard(screen) })

const answer = async ({ message, callback_query: tap }) => {
  if (message) return show(message.chat.id, picker)
  const { chat, message_id } = tap.message
  await call('answerCallbackQuery', { callback_query_id: tap.id })
  await show(chat.id, tap.data === 'en' ? consent : first)
  await call('editMessageReplyMarkup', {
    chat_id: chat.id,
    message_id,
    reply_markup: { inline_keyboard: [] },
  })
}

const app = new Hono()
app.get('/readyz', (context) => context.text('ready'))
app.post('/webhooks/telegram', async (context) => {
  const given = digest(context.req.header('x-telegram-bot-api-secret-token') ?? '')
  if (!timingSafeEqual(given, right)) return context.body(null, 401)
  const update = await context.req.json()
  await redis.set(`update:${update.update_id}`, '1', 'EX', 86_400, 'NX')
  await answer(update)
  return context.body(null, 200)
})
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
