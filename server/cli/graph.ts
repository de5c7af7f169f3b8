import { z } from 'zod'

export type Env = Readonly<Record<string, string | undefined>>
export type Print = (line: string) => void

const version = 'v26.0'

/** What the operator can mend: printed as it stands, exit code 1. */
export class Mistake extends Error {}

export function need(env: Env, name: string, how: string): string {
  const value = env[name]?.trim()
  if (!value) throw new Mistake(`${name} is missing. ${how}`)
  return value
}

export interface Account {
  readonly root: string
  readonly token: string
  readonly phone: string
}

export function accountOf(env: Env): Account {
  return {
    root: (env.WHATSAPP_API_ROOT?.trim() || 'https://graph.facebook.com').replace(/\/+$/, ''),
    token: need(env, 'WHATSAPP_ACCESS_TOKEN', 'Make one for a system user in the Meta business settings.'),
    phone: need(env, 'WHATSAPP_PHONE_NUMBER_ID', 'It stands in the app dashboard, WhatsApp, API setup.'),
  }
}

const Refused = z.object({ error: z.object({ code: z.int() }) })
const tokenCodes = [0, 190]

/** One call of the Graph API. @throws Mistake with the sentence that helps, by Meta's error code */
export async function ask(account: Account, at: string, body?: object): Promise<unknown> {
  const response = await fetch(`${account.root}/${version}/${at}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${account.token}`, 'Content-Type': 'application/json' },
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(15_000),
  }).catch(() => {
    throw new Mistake('Meta did not answer. Check the network and WHATSAPP_API_ROOT, then try again.')
  })
  const answer: unknown = await response.json().catch(() => null)
  const refused = Refused.safeParse(answer)
  if (response.ok && !refused.success && answer !== null) return answer
  const code = refused.data?.error.code
  if (response.status === 401 || (code !== undefined && tokenCodes.includes(code))) {
    throw new Mistake('Meta refuses the token. Check WHATSAPP_ACCESS_TOKEN; it may have run out.')
  }
  const said = code === undefined ? `HTTP ${response.status}` : `code ${code}`
  throw new Mistake(
    `Meta refused ${at.split('?')[0]} with ${said}. The code is explained on the page "Error codes" of the Cloud API.`,
  )
}
