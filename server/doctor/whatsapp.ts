import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Finding, good, look, spanOf, wrong } from './finding.ts'
import { type Answer, askProvider, clockFinding, count, readAs, words } from './provider.ts'

const name = 'whatsapp'

const Place = z.object({ phone_number: words, whatsapp_business_account: words, application: words })
const Phone = z.object({
  id: z.string(),
  status: words,
  quality_rating: words,
  webhook_configuration: Place.optional().catch(undefined),
})
const Token = z.object({
  data: z.object({
    app_id: words,
    is_valid: z.boolean(),
    expires_at: count,
    data_access_expires_at: count,
    scopes: z.array(z.string()).default([]),
    granular_scopes: z
      .array(z.object({ scope: z.string(), target_ids: z.array(z.string()).default([]) }))
      .default([]),
  }),
})
type TokenFacts = z.infer<typeof Token>['data']
const Apps = z.object({
  data: z.array(z.object({ whatsapp_business_api_data: z.object({ id: words }).optional() })),
})

/** Number, token, webhook and subscription, as Meta tells them. */
export const whatsappFindings = async (config: Config, now: () => number): Promise<Finding[]> => {
  const account = config.whatsapp
  if (account === null) return [good(name, 'WhatsApp is off: its variables are not set.')]
  const ask = (path: string): Promise<Answer> =>
    askProvider(`${account.apiRoot}/v26.0/${path}`, now, { Authorization: `Bearer ${account.accessToken}` })
  const fields = 'status,quality_rating,webhook_configuration'
  const answer = await ask(`${account.phoneNumberId}?fields=${fields}`)
  const clock = clockFinding('Meta', answer)
  const phone = readAs(Phone, answer.body)
  if (phone === null) return [...clock, unanswered(answer)]
  const token = readAs(
    Token,
    (await ask(`debug_token?input_token=${encodeURIComponent(account.accessToken)}`)).body,
  )
  return [
    ...clock,
    stateOf(phone),
    ...qualityOf(phone),
    placeOf(config, phone),
    ...(token ? tokenFindings(token.data, now()) : [untold]),
    ...(token ? await subscriptionFindings(token.data, ask) : []),
  ]
}

const untold = look(
  name,
  'Meta does not tell how long the token lasts.',
  'Look at it in the business settings; a token of a system user does not run out.',
)

const Refused = z.object({ error: z.object({ code: z.int() }) })

const unanswered = ({ status, body }: Answer): Finding => {
  const code = readAs(Refused, body)?.error.code
  if (status === 401 || code === 190 || code === 0)
    return wrong(
      name,
      'Meta refuses the token: it is wrong or has run out.',
      'Make a new one for the system user, set WHATSAPP_ACCESS_TOKEN and restart every server. Answers wait meanwhile.',
    )
  if (status === 0 || status >= 500)
    return wrong(
      name,
      status === 0 ? 'Meta cannot be reached.' : `Meta answers with HTTP ${status}.`,
      'Check the network and WHATSAPP_API_ROOT. If Meta itself is down: nothing is lost, answers wait and go out later.',
    )
  return wrong(
    name,
    `Meta does not show the number (${code === undefined ? `HTTP ${status}` : `code ${code}`}).`,
    'Check WHATSAPP_PHONE_NUMBER_ID, and that the token may use this WhatsApp Business Account.',
  )
}

const stateOf = ({ status }: z.infer<typeof Phone>): Finding =>
  status === 'CONNECTED'
    ? good(name, 'The number is connected.')
    : wrong(
        name,
        `The state of the number is ${status?.toLowerCase() ?? 'not said'}.`,
        'Run "echo <six digits> | npm run whatsapp -- register --pin -", or see WhatsApp Manager for why it is blocked.',
      )

const qualityOf = ({ quality_rating: quality }: z.infer<typeof Phone>): Finding[] =>
  quality === 'RED' || quality === 'YELLOW'
    ? [
        look(
          name,
          `The quality of the number is ${quality.toLowerCase()}: people block or report it.`,
          'See in WhatsApp Manager why; Meta limits what we may send first, answers are not limited.',
        ),
      ]
    : []

const placeOf = (config: Config, { webhook_configuration: set }: z.infer<typeof Phone>): Finding => {
  const found = set?.phone_number ?? set?.whatsapp_business_account ?? set?.application
  const wanted = config.publicUrl === null ? null : `${config.publicUrl}/webhooks/whatsapp`
  const remedy = 'Set PUBLIC_URL, let the server run and use "npm run whatsapp -- register".'
  if (found === undefined) return wrong(name, 'Nobody gets the messages of the number.', remedy)
  if (found === wanted) return good(name, `Its messages go to ${found}.`)
  return wrong(
    name,
    `Its messages go to ${found}, not to ${wanted ?? 'this server (no PUBLIC_URL)'}.`,
    remedy,
  )
}

const day = 24 * 60 * 60 * 1000

/** `expires_at` is in seconds; 0 means never. */
const tokenFindings = (token: TokenFacts, now: number): Finding[] => {
  const remedy =
    'Make a token for a system user that never expires, set WHATSAPP_ACCESS_TOKEN and restart every server.'
  const missing = ['whatsapp_business_messaging', 'whatsapp_business_management'].filter(
    (scope) => !token.scopes.includes(scope),
  )
  const lacks =
    missing.length === 0
      ? []
      : [wrong(name, `The token lacks the permission ${missing.join(' and ')}.`, remedy)]
  if (!token.is_valid)
    return [wrong(name, 'Meta says that the token is not valid any more.', remedy), ...lacks]
  const ends = [token.expires_at, token.data_access_expires_at].filter((at) => at !== undefined && at > 0)
  if (ends.length === 0) return [good(name, 'The token does not run out.'), ...lacks]
  const left = Math.min(...ends.map((at) => (at ?? 0) * 1000)) - now
  const found = left <= 0 ? 'The token has run out.' : `The token runs out in ${spanOf(left)}.`
  return [left > 14 * day ? look(name, found, remedy) : wrong(name, found, remedy), ...lacks]
}

/** Without the app's subscription to the business account the webhook is silent, however well it is set. */
const subscriptionFindings = async (
  token: TokenFacts,
  ask: (path: string) => Promise<Answer>,
): Promise<Finding[]> => {
  const scope = token.granular_scopes.find((one) => one.scope === 'whatsapp_business_management')
  const [business] = scope?.target_ids ?? []
  if (business === undefined)
    return [
      look(
        name,
        'Meta does not tell which WhatsApp Business Account the token is for, so the subscription is not known.',
        'If nothing arrives: "npm run whatsapp -- register --account <id>".',
      ),
    ]
  const apps = readAs(Apps, (await ask(`${business}/subscribed_apps`)).body)
  const isThere = apps?.data.some((app) => app.whatsapp_business_api_data?.id === token.app_id) ?? false
  return isThere
    ? [good(name, 'The app is subscribed to the WhatsApp Business Account.')]
    : [
        wrong(
          name,
          'The app is not subscribed to the WhatsApp Business Account: no message arrives.',
          `Run "npm run whatsapp -- register --account ${business}".`,
        ),
      ]
}
