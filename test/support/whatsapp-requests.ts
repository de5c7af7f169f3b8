/** Whatever JSON holds: the stand-in checks it itself. */
type Loose = ReturnType<typeof JSON.parse>
type Body = Record<string, Loose>

export interface RequestRefusal {
  readonly status: number
  readonly code: number
  readonly details: string
}
/** 100: an unknown or mistyped parameter, or one too long; 131008: a required one is missing; 131009: a value does not fit. */
export const refuse = (details: string, code = 131009, status = 400): RequestRefusal => ({
  status,
  code,
  details,
})

export const isScoped = (id: string): boolean => /^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/.test(id)
const fits = (text: unknown, limit: number): text is string =>
  typeof text === 'string' && text.trim() !== '' && text.length <= limit && text.isWellFormed()
const isWords = (text: unknown, limit: number): boolean => text === undefined || fits(text, limit)

/** What a call may carry, by Meta's examples, its status reference and its page on business-scoped user ids. */
const types = ['text', 'interactive', 'template']
const others = ['audio', 'contacts', 'document', 'image', 'location', 'reaction', 'sticker', 'video']
const kinds: Record<string, 'string' | 'object'> = {
  ...Object.fromEntries(
    ['messaging_product', 'recipient_type', 'to', 'recipient', 'type', 'status', 'message_id'].map((name) => [
      name,
      'string',
    ]),
  ),
  biz_opaque_callback_data: 'string',
  ...Object.fromEntries([...types, ...others, 'context', 'typing_indicator'].map((name) => [name, 'object'])),
}

function checkKeys(body: Body): RequestRefusal | null {
  for (const [name, value] of Object.entries(body)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) return refuse(`Unexpected key "${name}"`, 100)
    if (typeof value !== kind || value === null) return refuse(`${name} must be a ${kind}`, 100)
  }
  return null
}

interface Titled {
  readonly id?: unknown
  readonly title?: unknown
}

function checkTitles(rows: Titled[], idLimit: number, titleLimit: number): RequestRefusal | null {
  if (!rows.every((row) => fits(row?.id, idLimit))) return refuse('an id is empty or too long')
  if (!rows.every((row) => fits(row?.title, titleLimit))) return refuse('a title is empty or too long')
  if (new Set(rows.map((row) => row.id)).size < rows.length) return refuse('two ids are alike')
  return new Set(rows.map((row) => row.title)).size < rows.length ? refuse('two titles are alike') : null
}

function checkButtons(buttons: Loose): RequestRefusal | null {
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3) return refuse('1 to 3 buttons')
  const replies = buttons.map((button: Loose) => (button?.type === 'reply' ? button.reply : {}))
  return checkTitles(replies, 256, 20)
}

function checkList({ button, sections }: Body): RequestRefusal | null {
  if (!fits(button, 20)) return refuse('list button is empty or too long')
  if (!Array.isArray(sections) || sections.length < 1 || sections.length > 10)
    return refuse('1 to 10 sections')
  if (sections.length > 1 && !sections.every((one) => fits(one?.title, 24))) return refuse('section title')
  const rows = sections.flatMap((one) => one?.rows ?? [])
  if (rows.some((row) => !isWords(row?.description, 72))) return refuse('a description is too long')
  return rows.length < 1 || rows.length > 10 ? refuse('1 to 10 rows in all') : checkTitles(rows, 200, 24)
}

function checkInteractive({ type, header, body, footer, action }: Body): RequestRefusal | null {
  if (type !== 'button' && type !== 'list') return refuse('unknown interactive type')
  if (body?.text === undefined) return refuse('body text is missing', 131008)
  if (!fits(body.text, 1024)) return refuse('body text is empty or too long')
  if (header !== undefined && (header?.type !== 'text' || !fits(header.text, 60))) return refuse('header')
  if (footer !== undefined && !fits(footer?.text, 60)) return refuse('footer')
  if (typeof action !== 'object' || action === null) return refuse('action is missing', 131008)
  return type === 'button' ? checkButtons(action.buttons) : checkList(action)
}

function checkText({ body, preview_url: preview }: Body): RequestRefusal | null {
  if (body === undefined) return refuse('text.body is missing', 131008)
  if (preview !== undefined && typeof preview !== 'boolean')
    return refuse('preview_url must be a boolean', 100)
  return fits(body, 4096) ? null : refuse('text is empty or too long', 100)
}

function checkRecipient(body: Body): RequestRefusal | null {
  if (!body.to && !body.recipient) return refuse('The parameter to is required.', 100)
  if (body.recipient && !body.to && !isScoped(body.recipient)) return refuse('recipient is no user id')
  if (body.to && !isScoped(body.to) && !/^\+?\d{5,20}$/.test(body.to)) return refuse('to is no number', 100)
  if ((body.recipient_type ?? 'individual') !== 'individual') return refuse('recipient_type', 100)
  const opaque = body.biz_opaque_callback_data ?? ''
  return opaque.length > 512 ? refuse('biz_opaque_callback_data is too long') : null
}

/** The type of a message; text where it is left out, as in one of Meta's examples. */
export const typeOf = (body: Body): string => (body.status === 'read' ? 'read' : String(body.type ?? 'text'))

function checkRead(body: Body): RequestRefusal | null {
  if (!fits(body.message_id, 512)) return refuse('message_id', 100)
  return body.typing_indicator && body.typing_indicator.type !== 'text'
    ? refuse('typing_indicator', 100)
    : null
}

/** What the real one refuses in a call to `messages`, whatever it remembers. */
export function checkRequest(body: Body): RequestRefusal | null {
  if (body.messaging_product !== 'whatsapp') return refuse('messaging_product is required', 100)
  const misfit = checkKeys(body)
  if (misfit) return misfit
  if (body.status !== undefined) return body.status === 'read' ? checkRead(body) : refuse('status', 100)
  const type = typeOf(body)
  const wrong = checkRecipient(body)
  if (wrong) return wrong
  // Others exist and are taken by the real one; nothing of ours sends them.
  if (!types.includes(type)) return refuse('unsupported message type', 131051)
  if (body[type] === undefined) return refuse(`The parameter ${type} is required.`, 131008)
  if (type === 'text') return checkText(body.text)
  return type === 'interactive' ? checkInteractive(body.interactive) : null
}
