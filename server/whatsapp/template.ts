import type { Json } from '../store/store.ts'
import { buttonId } from '../wire/fit.ts'

/** The few messages that may go first, by what stands behind [Read]. */
export const templateIds = ['opener', 'reminder', 'missed', 'correction'] as const
export type TemplateId = (typeof templateIds)[number]

/** Words that change need a new name: what was approved under the old one may still be on its way. */
export const templateName = (id: string): string => `wegwijs_${id}_v1`

/** A template message without recipient. Cloud API, messages reference: a quick reply gives its payload back. */
export const templatePayload = ({
  id,
  language,
  asking,
}: {
  readonly id: string
  readonly language: string
  readonly asking: string
}): Json => ({
  type: 'template',
  template: {
    name: templateName(id),
    language: { code: language },
    components: [
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: buttonId(asking, 'read') }],
      },
    ],
  },
})
