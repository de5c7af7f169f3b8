import type { Place } from './conversation.ts'
import type { Flows, Step } from './flow.ts'

export type AskStep = Extract<Step, { type: 'ask' }>

export const samePlace = (a: Place, b: Place): boolean => a.flow === b.flow && a.step === b.step

/** The step at a place; a renamed step is followed, a retired or unknown one starts its flow anew. */
export const stepAt = (flows: Flows, place: Place): { place: Place; step: Step } | null => {
  const flow = flows[place.flow]
  if (!flow) return null
  const name = followed(flows, place).step
  const known = flow.steps[name] ? name : Object.keys(flow.steps)[0]
  const step = known === undefined ? undefined : flow.steps[known]
  return step && known !== undefined ? { place: { flow: flow.id, step: known }, step } : null
}

/** The place under the name it has now. */
export const followed = (flows: Flows, place: Place): Place => ({
  flow: place.flow,
  step: flows[place.flow]?.renamed[place.step] ?? place.step,
})
