/** Whatever JSON holds: the stand-in checks it itself. */
type Loose = ReturnType<typeof JSON.parse>

export interface StandInTemplate {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: string
  readonly components: Loose[]
  status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  rejected_reason: string
}

export interface TemplateRefusal {
  readonly status: number
  readonly code: number
  readonly subcode?: number
  readonly details: string
}
const refuse = (details: string, subcode?: number, code = 100): TemplateRefusal => ({
  status: 400,
  code,
  ...(subcode === undefined ? {} : { subcode }),
  details,
})

/** Codes that Meta takes; a few are enough, and every one of ours is among them. */
const languages = 'ar en en_US es fa fr nl prs_AF ps_AF ru tr uk'.split(' ')

const bodyOf = (components: Loose): string =>
  components.find((one: Loose) => one?.type === 'BODY')?.text ?? ''
const variables = (text: string): string[] => [...text.matchAll(/\{\{(\d+)\}\}/g)].map(([, n]) => n ?? '')

/** What the real one refuses when a template is made: message template reference, Graph v26.0. */
export const creationFault = (body: Loose, known: readonly StandInTemplate[]): TemplateRefusal | null => {
  const { name, language, category, components } = body
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name)) return refuse('name')
  if (!languages.includes(language)) return refuse('language')
  if (!['UTILITY', 'MARKETING', 'AUTHENTICATION'].includes(category)) return refuse('category')
  if (!Array.isArray(components) || components.filter((one) => one?.type === 'BODY').length !== 1)
    return refuse('one BODY')
  const text = bodyOf(components)
  if (typeof text !== 'string' || text.trim() === '' || text.length > 1024)
    return refuse('body text', 2388040)
  const found = variables(text)
  if (found.some((n, at) => n !== String(at + 1))) return refuse('variables are not in sequence', 2388073)
  if (/^\s*\{\{|\}\}\s*$/.test(text)) return refuse('variables at the start or end', 2388299)
  const sample = components.find((one) => one?.type === 'BODY')?.example?.body_text?.[0] ?? []
  if (sample.length !== found.length) return refuse('sample values are missing', 2388043)
  const buttons = components.filter((one) => one?.type === 'BUTTONS').flatMap((one) => one.buttons ?? [])
  if (buttons.length > 10) return refuse('more than 10 buttons')
  for (const { type, text: label } of buttons)
    if (type !== 'QUICK_REPLY' || typeof label !== 'string' || label.length < 1 || label.length > 25)
      return refuse('a quick reply has 1 to 25 characters')
  if (buttons.some(({ text: label }) => /\p{Extended_Pictographic}|\n|\{\{/u.test(label)))
    return refuse('a button has an emoji, a variable or a line break')
  const isThere = known.some((one) => one.name === name && one.language === language)
  return isThere ? refuse('content in this language already exists', 2388024) : null
}

const kinds = ['text', 'currency', 'date_time', 'image', 'video', 'document', 'location', 'payload', 'action']

/** A parameter names its type and carries a value of that name; text is a string. */
const isParameter = (one: Loose): boolean =>
  kinds.includes(one?.type) &&
  (one.type === 'text' || one.type === 'payload'
    ? typeof one[one.type] === 'string' && one[one.type] !== ''
    : typeof one[one.type] === 'object' && one[one.type] !== null)

function componentFault(components: Loose): TemplateRefusal | null {
  if (!Array.isArray(components)) return refuse('components must be an array')
  for (const one of components) {
    if (!['header', 'body', 'button'].includes(one?.type))
      return refuse('type of a component', undefined, 131009)
    if (one.type === 'button' && !/^\d$/.test(String(one.index)))
      return refuse('index of a button', undefined, 131009)
    if (!Array.isArray(one.parameters) || !one.parameters.every(isParameter))
      return refuse('a parameter has no value of its type', undefined, 131008)
  }
  return null
}

/** What the real one refuses when a template is sent. */
export const sendingFault = (template: Loose, known: readonly StandInTemplate[]): TemplateRefusal | null => {
  const code = template?.language?.code
  if (typeof template?.name !== 'string' || typeof code !== 'string')
    return refuse('name or language.code is missing', undefined, 131008)
  const one = known.find(({ name, language }) => name === template.name && language === code)
  if (one?.status === 'PAUSED') return refuse('template is paused', undefined, 132015)
  if (one?.status === 'DISABLED') return refuse('template is disabled', undefined, 132016)
  if (one?.status !== 'APPROVED')
    return { ...refuse(`${template.name} does not exist in ${code}`, undefined, 132001), status: 404 }
  const components: Loose[] = template.components ?? []
  const misfit = componentFault(components)
  if (misfit) return misfit
  const given = components.find(({ type }) => type === 'body')?.parameters ?? []
  if (given.length !== variables(bodyOf(one.components)).length)
    return refuse('number of parameters does not match', undefined, 132000)
  const buttons = one.components.filter((part) => part.type === 'BUTTONS').flatMap((part) => part.buttons)
  for (const { sub_type, index, parameters } of components.filter(({ type }) => type === 'button')) {
    if (sub_type !== 'quick_reply' || buttons[Number(index)]?.type !== 'QUICK_REPLY')
      return refuse('no such button', undefined, 132018)
    const [payload] = parameters ?? []
    if (payload?.type !== 'payload' || typeof payload.payload !== 'string' || payload.payload.length > 128)
      return refuse('button payload', undefined, 131009)
  }
  return null
}

/** One page of the list, with a cursor that leads on. */
export const pageOf = (known: readonly StandInTemplate[], query: URLSearchParams): object => {
  const limit = Math.min(100, Number(query.get('limit') ?? 25))
  const from = Number(query.get('after') ?? 0)
  const next = from + limit
  const cursors = { before: String(from), after: String(next) }
  return {
    data: known.slice(from, next),
    paging: { cursors, ...(next < known.length ? { next: 'https://graph.example/next' } : {}) },
  }
}
