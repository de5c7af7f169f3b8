// A bot as Microsoft's samples show it (05.multi-turn-prompt): a waterfall of choice prompts, ConversationState and
// UserState in a storage of one's own, CloudAdapter on express. Microsoft has no storage for Redis, so it is the
// shortest that fits its interface. Tokens are not checked (no app id): in their place stands the secret that the
// others check, which costs less than verifying a signed token.
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  ActionTypes,
  ActivityHandler,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  MessageFactory,
  UserState,
} from 'botbuilder'
import { ChoicePrompt, DialogSet, DialogTurnStatus, ListStyle, WaterfallDialog } from 'botbuilder-dialogs'
import express from 'express'
import { Redis } from 'ioredis'
import { consent, first, picker, port, redisUrl, secret } from './texts.mjs'

const redis = new Redis(redisUrl, { enableAutoPipelining: true })
const storage = {
  read: async (keys) => {
    const values = await redis.mget(keys)
    return Object.fromEntries(
      keys.flatMap((key, place) => (values[place] === null ? [] : [[key, JSON.parse(values[place])]])),
    )
  },
  write: async (changes) => {
    await redis.mset(Object.entries(changes).flatMap(([key, value]) => [key, JSON.stringify(value)]))
  },
  delete: async (keys) => {
    await redis.del(keys)
  },
}

const conversationState = new ConversationState(storage)
const userState = new UserState(storage)
const profile = userState.createProperty('profile')
const shown = conversationState.createProperty('shown')

const screenActivity = ({ text, buttons }) => {
  const actions = buttons.flat().map(({ id, label }) => ({
    ...{ type: ActionTypes.ImBack, title: label, value: id },
  }))
  return MessageFactory.attachment(CardFactory.heroCard('', text, [], actions))
}
const choicesOf = ({ buttons }) => buttons.flat().map(({ id, label }) => ({ value: id, synonyms: [label] }))
const prompt = (step, screen) =>
  step.prompt('choice', { prompt: screenActivity(screen), choices: choicesOf(screen), style: ListStyle.none })

/** Takes the buttons off the question that was answered. */
const clear = async (context, screen) => {
  const before = await shown.get(context, null)
  if (before) await context.updateActivity({ ...MessageFactory.text(screen.text), id: before })
}

const dialogs = new DialogSet(conversationState.createProperty('dialogs'))
dialogs.add(new ChoicePrompt('choice'))
dialogs.add(
  new WaterfallDialog('welcome', [
    (step) => prompt(step, picker),
    async (step) => {
      step.values.locale = step.result.value
      await clear(step.context, picker)
      return prompt(step, consent)
    },
    async (step) => {
      await clear(step.context, consent)
      await profile.set(step.context, { locale: step.values.locale, remember: step.result.value })
      await step.context.sendActivity(screenActivity(first))
      return step.endDialog()
    },
  ]),
)

const bot = new ActivityHandler()
bot.onMessage(async (context, next) => {
  const dialog = await dialogs.createContext(context)
  context.onSendActivities(async (_context, _activities, send) => {
    const responses = await send()
    await shown.set(context, responses.at(-1)?.id ?? null)
    return responses
  })
  const { status } = await dialog.continueDialog()
  if (status === DialogTurnStatus.empty) await dialog.beginDialog('welcome')
  await next()
})
bot.onDialog(async (context, next) => {
  await conversationState.saveChanges(context, false)
  await userState.saveChanges(context, false)
  await next()
})

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
adapter.onTurnError = async (_context, error) => console.error(error)

const digest = (words) => createHash('sha256').update(words).digest()
const right = digest(secret)
const app = express()
app.get('/readyz', (_request, response) => response.send('ready'))
app.post(
  '/api/messages',
  (request, response, next) =>
    timingSafeEqual(digest(request.header('x-telegram-bot-api-secret-token') ?? ''), right)
      ? next()
      : response.sendStatus(401),
  express.json(),
  (request, response) => adapter.process(request, response, (context) => bot.run(context)),
)
app.listen(port, '127.0.0.1')
